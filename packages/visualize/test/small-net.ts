import type { ArchitectureGraph, ArchitectureNode } from '../src/architecture-graph.ts';

/** Layers that {@link smallNet} is made of: `kind id label`, and what they take if it is not the layer before. */
export type Row = readonly [
  kind: ArchitectureNode['kind'],
  id: string,
  label: string,
  inputs?: readonly string[] | undefined,
];

/** A net of a few layers; stage and block are read from the layers' names. */
export function smallNet(
  rows: readonly Row[],
  skips: ArchitectureGraph['skips'] = [],
  name = 'net',
): ArchitectureGraph {
  const nodes = rows.map(([kind, id, label]): ArchitectureNode => {
    const block = /^stage\d+_block\d+/.exec(id)?.[0];
    return {
      ...{ id, label, kind, stage: id.split('_')[0] ?? '', outputShape: [8, 8, 4] },
      ...(block === undefined ? {} : { block }),
    };
  });
  const group = (names: readonly (string | undefined)[]): ArchitectureGraph['stages'] =>
    [...new Set(names)].flatMap((one) =>
      one === undefined
        ? []
        : [
            {
              name: one,
              stage: one.split('_')[0] ?? '',
              nodes: nodes.filter((_, index) => names[index] === one).map(({ id }) => id),
              outputShape: [8, 8, 4],
              params: 1000,
              macs: 2_000_000,
            },
          ],
    );
  return {
    name,
    nodes,
    edges: rows.flatMap(([, to, , inputs], index) =>
      (inputs ?? (index === 0 ? [] : [rows[index - 1]?.[1] ?? ''])).map((from) => ({ from, to })),
    ),
    stages: group(nodes.map(({ stage }) => stage)),
    blocks: group(nodes.map(({ block }) => block)),
    skips,
  };
}

/** A stem, then blocks of one convolution with an identity around it. */
export function residualNet(blocks: number, name?: string): ArchitectureGraph {
  const rows: Row[] = [
    ['image', 'image', 'image'],
    ['weights', 'stem_conv', '3x3 conv, 4'],
  ];
  const skips: ArchitectureGraph['skips'][number][] = [];
  for (let b = 1; b <= blocks; b++) {
    const from = rows.at(-1)?.[1] ?? '';
    const place = `stage1_block${b}`;
    rows.push(['weights', `${place}_conv`, '3x3 conv, 4'], ['step', `${place}_bn`, 'batch norm']);
    rows.push(['merge', `${place}_add`, 'add', [`${place}_bn`, from]]);
    skips.push({ from, to: `${place}_add`, via: [], shortcut: 'identity' });
  }
  rows.push(['pool', 'head_pool', 'global average pool'], ['weights', 'head_dense', 'dense 10']);
  return smallNet(rows, skips, name);
}
