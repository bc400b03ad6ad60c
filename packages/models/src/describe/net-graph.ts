import type { LayerDescription, ModelDescription } from './description.ts';
import { skipConnections } from './skip-connection.ts';
import type { SkipConnection } from './skip-connection.ts';

/** What a node of the graph is, as far as a drawing is concerned. */
export type NetNodeKind = 'image' | 'weights' | 'pool' | 'merge' | 'step';

/** One layer. */
export interface NetNode {
  /** Name of the layer. */
  readonly id: string;
  /** What it does, such as `3x3 conv, 64`. */
  readonly label: string;
  /** Input, layer with kernels, pooling, junction of several inputs, or anything else: a step in between. */
  readonly kind: NetNodeKind;
  /** Stage that it belongs to. */
  readonly stage: string;
  /** Block that it belongs to, if any. */
  readonly block?: string;
  /** Shape for one image. */
  readonly outputShape: readonly (number | null)[];
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-adds; null where they are not known. */
  readonly macs: number | null;
}

/** Data that flows from one layer to another. */
export interface NetEdge {
  /** Name of the layer that makes it. */
  readonly from: string;
  /** Name of the layer that takes it. */
  readonly to: string;
}

/** A stage or a block: a named run of layers. */
export interface NetGroup {
  /** Name, such as `stage1` or `stage1_block1`. */
  readonly name: string;
  /** Stage that it is in; a stage is in itself. */
  readonly stage: string;
  /** Its layers. */
  readonly nodes: readonly string[];
  /** Shape of what it returns for one image. */
  readonly outputShape: readonly (number | null)[];
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-adds; null where they are not known. */
  readonly macs: number | null;
}

/** A net as a graph: plain data for drawings and programs. */
export interface NetGraph {
  /** Name of the net. */
  readonly name: string;
  /** The layers, in an order in which they can run. */
  readonly nodes: readonly NetNode[];
  /** What flows where. */
  readonly edges: readonly NetEdge[];
  /** The blocks, in their order. */
  readonly blocks: readonly NetGroup[];
  /** The stages, in their order. */
  readonly stages: readonly NetGroup[];
  /** The shortcuts around residual functions. */
  readonly skips: readonly SkipConnection[];
}

/**
 * Makes a graph of a description, as `architectureDiagram` of `@skipjack/visualize` draws it.
 *
 * @param description - What `describe` returned.
 * @returns Plain data.
 */
export function netGraph(description: ModelDescription): NetGraph {
  const { name, layers } = description;
  return {
    name,
    nodes: layers.map((layer) => ({
      id: layer.name,
      label: layer.operation,
      kind: kindOf(layer),
      stage: layer.stage,
      ...(layer.block === undefined ? {} : { block: layer.block }),
      outputShape: layer.outputShape,
      params: layer.trainableParams,
      macs: layer.macs,
    })),
    edges: layers.flatMap(({ name: to, inputs }) => inputs.map((from) => ({ from, to }))),
    blocks: groups(layers, ({ block }) => block),
    stages: groups(layers, ({ stage }) => stage),
    skips: skipConnections(layers),
  };
}

function kindOf({ kind, inputs, operation, macs }: LayerDescription): NetNodeKind {
  if (kind === 'InputLayer') return 'image';
  if (inputs.length > 1) return 'merge';
  if (/\bpool$|\bpool,/.test(operation)) return 'pool';
  return macs === 0 ? 'step' : 'weights';
}

function groups(
  layers: readonly LayerDescription[],
  nameOf: (layer: LayerDescription) => string | undefined,
): NetGroup[] {
  const found = new Map<string, LayerDescription[]>();
  for (const layer of layers) {
    const name = nameOf(layer);
    if (name === undefined) continue;
    const group = found.get(name);
    if (group === undefined) found.set(name, [layer]);
    else group.push(layer);
  }
  return [...found].map(([name, group]) => ({
    name,
    stage: group[0]?.stage ?? name,
    nodes: group.map((layer) => layer.name),
    outputShape: group.at(-1)?.outputShape ?? [],
    params: group.reduce((all, { trainableParams }) => all + trainableParams, 0),
    macs: group.reduce<number | null>(
      (all, { macs }) => (all === null || macs === null ? null : all + macs),
      0,
    ),
  }));
}
