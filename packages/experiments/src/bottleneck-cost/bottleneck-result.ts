import type { Precision } from '../precision.ts';

/** Settings of the experiment `bottleneck-cost`. */
export interface BottleneckSettings {
  /** Heights and widths of the maps in pixels, the largest first. */
  readonly sizes: readonly number[];
  /** Channels of the maps of the bottleneck, a multiple of 4. */
  readonly channels: number;
  /** Images of a step on maps of the first size; on smaller ones there are as many more as keep the pixels of a step the same. */
  readonly batch: number;
  /** Timed steps of each block; two more before them are not counted. */
  readonly steps: number;
  /** What the large tensors of a step are computed in. */
  readonly precision: Precision;
}

/** What a further block in a net costs, at one size of the maps. */
export interface BlockCost {
  /** Which block. */
  readonly name: 'bottleneck' | 'wide' | 'narrow' | 'projection';
  /** What it is, in a few words. */
  readonly title: string;
  /** Height and width of its maps in pixels. */
  readonly size: number;
  /** Images of a step. */
  readonly batch: number;
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
  /** Milliseconds of a training step: half of the median difference between a net of three blocks and one of one. */
  readonly milliseconds: number;
  /** The middle half of the differences, from and to, in milliseconds per block. */
  readonly quartiles: readonly [number, number];
  /** Bytes at the peak of a training step, as tfjs counts them op by op. */
  readonly bytes: number;
}

/** What `bottleneck-cost` measured with one seed. */
export interface BottleneckResult {
  /** A row for each block and size, sizes in the order of the settings. */
  readonly blocks: readonly BlockCost[];
}
