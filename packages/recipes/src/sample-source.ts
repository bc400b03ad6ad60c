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
  /**
   * The samples at `indices`, in that order. The caller disposes both tensors.
   *
   * A source that augments its images does so as a pure function of its seed, the epoch and the index, so that a training
   * that is resumed sees what it would have seen. Where `place` is absent, as in an evaluation, nothing random is done.
   */
  batch(indices: ArrayLike<number>, place?: BatchPlace): Batch | Promise<Batch>;
  /**
   * Tells which data these are; a checkpoint of another fingerprint is refused.
   * @defaultValue the number of samples is all that is compared
   */
  readonly fingerprint?: string;
  /**
   * What each label stands for; recorded in checkpoints.
   * @defaultValue unknown
   */
  readonly classNames?: readonly string[];
}

/** When in a training a batch is asked for. */
export interface BatchPlace {
  /** Number of the epoch, counted from 0. */
  readonly epoch: number;
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
