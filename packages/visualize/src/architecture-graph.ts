/** One layer of a net. */
export interface ArchitectureNode {
  /** Name, unique in the net. */
  readonly id: string;
  /** What it does, such as `3x3 conv, 64`. */
  readonly label: string;
  /** Input, layer with kernels, pooling, junction of several inputs, or anything else: a step in between. */
  readonly kind: 'image' | 'weights' | 'pool' | 'merge' | 'step';
  /** Stage that it belongs to. */
  readonly stage: string;
  /** Block that it belongs to, if any. */
  readonly block?: string;
  /** Shape for one image, `[height, width, channels]` or `[channels]`; null where a size is open. */
  readonly outputShape: readonly (number | null)[];
}

/** Data that flows from one layer to another. */
export interface ArchitectureEdge {
  /** Layer that makes it. */
  readonly from: string;
  /** Layer that takes it. */
  readonly to: string;
}

/** A stage or a block: a named run of layers. */
export interface ArchitectureGroup {
  /** Name. */
  readonly name: string;
  /** Stage that it is in; a stage is in itself. */
  readonly stage: string;
  /** Its layers. */
  readonly nodes: readonly string[];
  /** Shape of what it returns for one image. */
  readonly outputShape: readonly (number | null)[];
  /** Parameters. */
  readonly params: number;
  /** Multiply-adds of one image; null where they are not known. */
  readonly macs: number | null;
}

/** A shortcut around a residual function. */
export interface ArchitectureSkip {
  /** Layer whose output goes both ways. */
  readonly from: string;
  /** Layer that adds the two. */
  readonly to: string;
  /** Layers on the shortcut. */
  readonly via: readonly string[];
  /** Nothing on the way; layers without weights; or a convolution. */
  readonly shortcut: 'identity' | 'padding' | 'projection';
}

/** A net as plain data, as `netGraph` of `@skipjack/models` makes it. */
export interface ArchitectureGraph {
  /** Name of the net. */
  readonly name: string;
  /** The layers, in an order in which they can run. */
  readonly nodes: readonly ArchitectureNode[];
  /** What flows where. */
  readonly edges: readonly ArchitectureEdge[];
  /** The blocks, in their order. */
  readonly blocks: readonly ArchitectureGroup[];
  /** The stages, in their order. */
  readonly stages: readonly ArchitectureGroup[];
  /** The shortcuts. */
  readonly skips: readonly ArchitectureSkip[];
}

/** How much of a net is drawn: its stages; convolutions and poolings in blocks with their shortcuts; every layer. */
export type ArchitectureDetail = 'stages' | 'blocks' | 'layers';
