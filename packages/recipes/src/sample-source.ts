import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** Some samples as tensors. */
export interface Batch {
  /** Images, float32 `[batch, height, width, channels]`. */
  readonly images: Tensor4D;
  /** Class of each image, int32 `[batch]`. */
  readonly labels: Tensor1D;
}

/** Samples that can be asked for by their index, such as the `tensorSource` of `@skipjack/datasets`. */
export interface SampleSource {
  /** Number of samples. */
  readonly length: number;
  /** The samples at `indices`, in that order. The caller disposes both tensors. */
  batch(indices: ArrayLike<number>): Batch;
}
