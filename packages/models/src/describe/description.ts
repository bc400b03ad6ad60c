/** What a layer, a stage or a net costs. */
export interface CostDescription {
  /** Parameters that training changes. */
  readonly trainableParams: number;
  /** Parameters that it does not: running statistics, and all of a frozen layer. */
  readonly frozenParams: number;
  /** Multiply-adds of one image in convolutions and dense layers, as `countMacs` counts them; null where that is not known. */
  readonly macs: number | null;
  /** Bytes of what the layers return for one image in float32, every layer's counted; null where a size is open. */
  readonly activationBytes: number | null;
}

/** Shape and reach of a feature map. */
export interface MapDescription {
  /** Shape for one image, `[height, width, channels]` or `[channels]`; null where a size is open. */
  readonly outputShape: readonly (number | null)[];
  /**
   * Pixels of the image that one number depends on, `[height, width]`, padding included: it may be larger than the image.
   * Null where it is not known: behind a layer of a class that is not known here, and in nets without images.
   */
  readonly receptiveField: readonly number[] | null;
  /** Pixels of the image between neighbours on the map, `[height, width]`; null where there is no map. */
  readonly stride: readonly number[] | null;
}

/** One layer of a net. */
export interface LayerDescription extends CostDescription, MapDescription {
  /** Name of the layer; `name:2` where it is used a second time, `model/name` inside a nested model. */
  readonly name: string;
  /** Class of the layer, such as `Conv2D`. */
  readonly kind: string;
  /** What it does, such as `3x3 conv, 64, /2`. */
  readonly operation: string;
  /** Stage that it belongs to. */
  readonly stage: string;
  /** Block that it belongs to, if any. */
  readonly block?: string;
  /** Names of the layers before it. */
  readonly inputs: readonly string[];
}

/** A run of layers, from one change of resolution to the next. */
export interface StageDescription extends CostDescription, MapDescription {
  /** Name, such as `stage1`. */
  readonly name: string;
  /** Layers in it. */
  readonly layers: number;
  /** Blocks in it. */
  readonly blocks: number;
}

/** What a net is made of and costs, without its weights. */
export interface ModelDescription {
  /** Name of the model. */
  readonly name: string;
  /** Every layer, in an order in which they can run. */
  readonly layers: readonly LayerDescription[];
  /** The stages, in their order. */
  readonly stages: readonly StageDescription[];
  /** The whole net: what is not known of a layer is left out of its sums. */
  readonly total: CostDescription & {
    /** Names of the layers whose multiply-adds are not known, of classes that cannot be counted or with open sizes. */
    readonly unknownMacs: readonly string[];
  };
}
