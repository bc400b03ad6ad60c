import type { ArchitectureGraph, ArchitectureNode } from './architecture-graph.ts';

/** Blocks of one kind in a row are drawn once from this number on. */
const FEWEST = 3;

/** A block, or layers between blocks, that is drawn once for `count` equal ones in a row. */
export interface DrawnPart {
  /** Stage that it is in. */
  readonly stage: string;
  /** Name of the block; of a run, of its first one. */
  readonly block?: string;
  /** Name of the last block of a run. */
  readonly lastBlock?: string;
  /** How many in a row it stands for. */
  readonly count: number;
  /** Its layers. */
  readonly nodes: readonly ArchitectureNode[];
  /** Layers that are not drawn, each with the layer that stands for it. */
  readonly hidden: ReadonlyMap<string, string>;
}

/**
 * Cuts a net into blocks and what is between them; equal blocks in a row become one part.
 *
 * @param graph - The net.
 * @param collapse - Whether equal blocks are joined.
 */
export function drawnParts(graph: ArchitectureGraph, collapse: boolean): DrawnPart[] {
  const pieces: { stage: string; block?: string; nodes: ArchitectureNode[] }[] = [];
  for (const node of graph.nodes) {
    const last = pieces.at(-1);
    if (last !== undefined && last.stage === node.stage && last.block === node.block) last.nodes.push(node);
    else
      pieces.push({
        stage: node.stage,
        ...(node.block === undefined ? {} : { block: node.block }),
        nodes: [node],
      });
  }
  const signatures = pieces.map(signatureIn(graph));
  const parts: DrawnPart[] = [];
  for (let index = 0; index < pieces.length;) {
    const piece = pieces[index];
    if (piece === undefined) break;
    let end = index + 1;
    const mayRepeat = collapse && piece.block !== undefined;
    while (signatures[end] === signatures[index] && end < pieces.length) end++;
    const count = mayRepeat && end - index >= FEWEST ? end - index : 1;
    const run = pieces.slice(index, index + count);
    const hidden = run
      .slice(1)
      .flatMap(({ nodes }) => nodes.map(({ id }, at) => [id, piece.nodes[at]?.id ?? id] as const));
    const lastBlock = count > 1 ? run.at(-1)?.block : undefined;
    parts.push({
      ...piece,
      ...(lastBlock === undefined ? {} : { lastBlock }),
      count,
      hidden: new Map(hidden),
    });
    index += count;
  }
  return parts;
}

type Piece = { readonly block?: string; readonly stage: string; readonly nodes: readonly ArchitectureNode[] };

/** A text that is equal for blocks that look equal: layers, shapes, and what flows between them and from before. */
function signatureIn(graph: ArchitectureGraph): (piece: Piece) => string {
  const inputs = new Map<string, string[]>();
  for (const { from, to } of graph.edges) inputs.set(to, [...(inputs.get(to) ?? []), from]);
  return ({ stage, block, nodes }) => {
    if (block === undefined) return '';
    const own = new Map(nodes.map(({ id }, index) => [id, index]));
    return [
      stage,
      ...nodes.map(({ id, label, outputShape }) => {
        const from = (inputs.get(id) ?? []).map((input) => own.get(input) ?? 'before');
        return [label, shape(outputShape), ...from].join(' ');
      }),
    ].join('\n');
  };
}

function shape(sizes: readonly (number | null)[]): string {
  return sizes.join(',');
}
