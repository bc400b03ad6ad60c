/** Where a stage of a net ends: a feature map that other nets build on. */
export interface ModelStage<Name extends `stage${number}` = `stage${number}`> {
  /** Name of the stage, `stage1`, `stage2`, ... */
  readonly name: Name;
  /** Name of its last layer. */
  readonly layer: string;
  /** Channels of its feature map. */
  readonly channels: number;
  /** Pixels of the image per pixel of its feature map, in each direction. */
  readonly reduction: number;
}
