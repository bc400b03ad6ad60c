import type { LayerDescription } from './description.ts';

/** A shortcut: data that goes around a residual function and is added to what that returns. */
export interface SkipConnection {
  /** Name of the layer whose output goes both ways. */
  readonly from: string;
  /** Name of the layer that adds the two. */
  readonly to: string;
  /** Names of the layers on the shortcut; none where it is an identity. */
  readonly via: readonly string[];
  /** Nothing on the way; layers without weights, such as a subsampling and channels of zeros; or a convolution. */
  readonly shortcut: 'identity' | 'padding' | 'projection';
}

/**
 * Finds the shortcuts of a net: at each addition of two paths that have a common beginning, the shorter of the two.
 *
 * @param layers - The layers in an order in which they can run.
 */
export function skipConnections(layers: readonly LayerDescription[]): SkipConnection[] {
  const order = new Map(layers.map((layer, index) => [layer.name, index]));
  const layer = (name: string): LayerDescription | undefined => layers[order.get(name) ?? -1];
  const before = (name: string): readonly string[] => layer(name)?.inputs ?? [];
  const latest = (names: Iterable<string>): string =>
    [...names].reduce((last, name) => ((order.get(name) ?? 0) > (order.get(last) ?? 0) ? name : last));

  /** Where the paths to these layers part: walking back from the latest one, until one is left. */
  const fork = (names: readonly string[]): string | undefined => {
    const open = new Set(names);
    while (open.size > 1) {
      const last = latest(open);
      const inputs = before(last);
      if (inputs.length === 0) return undefined;
      open.delete(last);
      for (const input of inputs) open.add(input);
    }
    return [...open][0];
  };
  /** The layers from behind `from` up to `name`. */
  const path = (from: string, name: string): string[] => {
    const found = new Set<string>();
    const open = [name];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === from || found.has(at)) continue;
      found.add(at);
      open.push(...before(at));
    }
    return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
  const weighted = (names: readonly string[]): boolean => names.some((name) => layer(name)?.macs !== 0);

  return layers.flatMap(({ name: to, kind, inputs }) => {
    if (kind !== 'Add' || inputs.length !== 2) return [];
    const from = fork(inputs);
    if (from === undefined) return [];
    const [via = [], around = []] = inputs
      .map((input) => path(from, input))
      .sort((a, b) => a.length - b.length);
    if (around.length === 0) return [];
    const shortcut = weighted(via) ? 'projection' : via.length > 0 ? 'padding' : 'identity';
    return [{ from, to, via, shortcut } as const];
  });
}
