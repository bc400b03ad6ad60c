import type { ArchitectureGraph, ArchitectureNode } from './architecture-graph.ts';
import type { DrawnPart } from './repeated-blocks.ts';

/** One step down a part: a layer, or lanes side by side that a layer joins. */
export type Step =
  | { readonly kind: 'layer'; readonly node: ArchitectureNode }
  | {
      readonly kind: 'lanes';
      readonly lanes: readonly (readonly ArchitectureNode[])[];
      /** Layer behind the lanes. */
      readonly joinedBy: string;
      /** Where each lane begins. */
      readonly sources: readonly string[];
    };

/** What flows into the layers, and which of them are on shortcuts. */
export interface Flow {
  /** Layers before each layer. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  /** Of how many layers each is an input. */
  readonly uses: ReadonlyMap<string, number>;
  /** Layers that add a shortcut. */
  readonly additions: ReadonlySet<string>;
  /** Layers on shortcuts. */
  readonly around: ReadonlySet<string>;
}

/** Collects what {@link stepsOf} asks of a net. */
export function flowOf(graph: ArchitectureGraph): Flow {
  const inputs = new Map<string, string[]>();
  const uses = new Map<string, number>();
  for (const { from, to } of graph.edges) {
    const known = inputs.get(to);
    if (known === undefined) inputs.set(to, [from]);
    else known.push(from);
    uses.set(from, (uses.get(from) ?? 0) + 1);
  }
  return {
    inputs,
    uses,
    additions: new Set(graph.skips.map(({ to }) => to)),
    around: new Set(graph.skips.flatMap(({ via }) => via)),
  };
}

/** Orders the layers of a part for the drawing: those on shortcuts left out, the branches of a junction side by side. */
export function stepsOf(part: DrawnPart, flow: Flow): Step[] {
  const inside = new Map(part.nodes.map((node) => [node.id, node]));
  const lanesAt = new Map<string, ArchitectureNode[][]>();
  const inLanes = new Set<string>();
  for (const { id, kind } of part.nodes) {
    if (kind !== 'merge' || flow.additions.has(id)) continue;
    const lanes = (flow.inputs.get(id) ?? []).map((input) => chainUpTo(input, inside, flow));
    const nodes = lanes.flat().map((node) => node.id);
    if (nodes.length === 0 || nodes.some((node) => inLanes.has(node) || flow.around.has(node))) continue;
    lanesAt.set(id, lanes);
    for (const node of nodes) inLanes.add(node);
  }
  return part.nodes.flatMap((node): Step[] => {
    if (inLanes.has(node.id) || flow.around.has(node.id)) return [];
    const lanes = lanesAt.get(node.id);
    if (lanes === undefined) return [{ kind: 'layer', node }];
    const inputs = flow.inputs.get(node.id) ?? [];
    const sources = lanes.map(([first], index) =>
      first === undefined ? (inputs[index] ?? '') : (flow.inputs.get(first.id)?.[0] ?? ''),
    );
    return [
      { kind: 'lanes', lanes, joinedBy: node.id, sources },
      { kind: 'layer', node },
    ];
  });
}

/** The layers one after the other that end with this one and begin where several paths do. */
function chainUpTo(
  last: string,
  inside: ReadonlyMap<string, ArchitectureNode>,
  { inputs, uses, additions }: Flow,
): ArchitectureNode[] {
  const chain: ArchitectureNode[] = [];
  let node = inside.get(last);
  while (node !== undefined && uses.get(node.id) === 1 && !additions.has(node.id)) {
    const before: readonly string[] = inputs.get(node.id) ?? [];
    if (before.length !== 1) return chain;
    chain.unshift(node);
    node = inside.get(before[0] ?? '');
  }
  return chain;
}
