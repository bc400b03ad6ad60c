import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { written } from './option-checks.ts';

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

/** Throws a `TypeError` that says what to write unless `data` has a length and a `batch` function. */
export function expectSource(owner: string, data: SampleSource): void {
  const { length, batch }: Partial<SampleSource> = Object(data);
  const lacks = typeof length !== 'number' ? 'length' : 'batch()';
  if (lacks === 'length' || typeof batch !== 'function') {
    const given = data === undefined ? 'got undefined' : `${written(data)} has no ${lacks}`;
    throw new TypeError(
      `${owner} needs data with a length and a function batch(indices), such as tensorSource of @skipjack/datasets makes; ${given}.`,
    );
  }
}
