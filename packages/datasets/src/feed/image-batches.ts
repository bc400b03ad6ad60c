import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import type { AugmentImage } from '../augment/augmentation.ts';
import type { ImageSource } from '../image-source.ts';
import type { TensorBatch } from '../tensor-source.ts';
import { rowFiller } from './batch-rows.ts';
import type { RowFiller, RowsTarget } from './batch-rows.ts';
import type { PixelScale } from './pixel-scale.ts';

/** Options of {@link imageBatches}. */
export interface ImageBatchesOptions {
  /** The images. */
  readonly source: ImageSource;
  /** What pixels are normalised with: see {@link pixelScale}. */
  readonly scale: PixelScale;
  /**
   * What each image goes through in training.
   * @defaultValue what it goes through in evaluation
   */
  readonly augment?: AugmentImage | undefined;
  /**
   * What each image goes through in evaluation.
   * @defaultValue nothing
   */
  readonly prepare?: AugmentImage | undefined;
  /**
   * Seed of the augmentation.
   * @defaultValue 0
   */
  readonly seed?: number;
  /**
   * Images that are read and decoded at once, where that takes time.
   * @defaultValue 8
   */
  readonly concurrency?: number;
}

/** Batches of tensors, to train and to evaluate on. */
export interface ImageBatches {
  /** Number of images. */
  readonly length: number;
  /** That of the images. */
  readonly fingerprint: string;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /**
   * Makes the tensors of some images: with `place` augmented, as a pure function of the seed, the epoch and the index, and without it
   * as an evaluation wants them. At once where the images are in memory.
   *
   * @param indices - Which images, each in [0, length).
   * @param place - The epoch, counted from 0.
   * @returns New tensors, the caller's to dispose.
   * @throws RangeError when an index is out of range, or the images come out in different sizes; DataError when one is damaged.
   */
  batch(indices: ArrayLike<number>, place?: { readonly epoch: number }): TensorBatch | Promise<TensorBatch>;
}

/**
 * Makes normalised and augmented batches of images, as `train` and `evaluate` of `@skipjack/recipes` take them.
 *
 * @param options - The images and what is done to them.
 * @returns A source that holds no tensor itself.
 */
export function imageBatches(options: ImageBatchesOptions): ImageBatches {
  const { source, scale, augment, prepare, seed = 0, concurrency = 8 } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new RangeError(`concurrency must be a whole number of at least 1; got ${concurrency}.`);

  const filler = (change: AugmentImage | undefined): RowFiller =>
    rowFiller({ source, scale, change, seed, concurrency });
  const evaluation = filler(prepare);
  const training = augment ? filler(augment) : evaluation;

  const batch = (
    indices: ArrayLike<number>,
    place?: { readonly epoch: number },
  ): TensorBatch | Promise<TensorBatch> => {
    if (indices.length === 0) throw new RangeError('A batch needs at least 1 index; got 0.');
    const labels = labelsOf(source, indices);
    const filled = (place ? training : evaluation).fill(indices, place?.epoch ?? 0);
    return filled instanceof Promise
      ? filled.then((rows) => batchTensors(rows, labels))
      : batchTensors(filled, labels);
  };
  return { length: source.length, fingerprint: source.fingerprint, classNames: source.classNames, batch };
}

/** The classes of images. */
export const labelsOf = (source: ImageSource, indices: ArrayLike<number>): Int32Array =>
  Int32Array.from(indices, (index) => source.label(index));

/** New tensors of a batch, which take over the numbers. */
export const batchTensors = ({ shape, pixels }: RowsTarget, labels: Int32Array): TensorBatch => ({
  images: tensor4d(pixels, [labels.length, ...shape], 'float32'),
  labels: tensor1d(labels, 'int32'),
});
