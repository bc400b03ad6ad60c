import type { LayerDescription, ModelDescription } from '@skipjack/models';

/** What differs between two nets. */
export interface NetDifference {
  /** Layers of the first that the second has nothing like. */
  readonly onlyInFirst: readonly LayerDescription[];
  /** Layers of the second that the first has nothing like. */
  readonly onlyInSecond: readonly LayerDescription[];
}

/**
 * Compares two nets layer by layer. Layers are alike where they are in the same block, or stage, do the same and return the same
 * shape; their names may differ.
 *
 * @param first - One net.
 * @param second - The other.
 */
export function netDifference(first: ModelDescription, second: ModelDescription): NetDifference {
  return { onlyInFirst: without(first, second), onlyInSecond: without(second, first) };
}

/** The layers of `net` that are left when each of `other` has taken away one that is like it. */
function without(net: ModelDescription, other: ModelDescription): LayerDescription[] {
  const names = new Set(other.layers.map(({ name }) => name));
  const taken = new Map<string, number>();
  for (const layer of other.layers) taken.set(place(layer), (taken.get(place(layer)) ?? 0) + 1);
  // Those that the other has under the same name go first, so that what is left are the others.
  const ordered = [...net.layers].sort((a, b) => Number(names.has(b.name)) - Number(names.has(a.name)));
  const left = new Set(
    ordered.filter((layer) => {
      const count = taken.get(place(layer)) ?? 0;
      taken.set(place(layer), count - 1);
      return count <= 0;
    }),
  );
  return net.layers.filter((layer) => left.has(layer));
}

function place({ stage, block = stage, operation, outputShape }: LayerDescription): string {
  return JSON.stringify([block, operation, outputShape]);
}
