import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageSplit } from './image-dataset.ts';

/** Options of {@link tensorSource}. */
export interface TensorSourceOptions {
  /** Images and labels. */
  readonly split: ImageSplit;
  /** Mean of each channel in pixel units, taken from every pixel. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel in pixel units, by which every pixel is then divided. */
  readonly std: readonly number[];
  /**
   * Use only so many images, the first ones.
   * @defaultValue all; a larger number means all, too
   */
  readonly limit?: number | undefined;
}

/** Images and labels as tensors; whoever asked for them disposes them. */
export interface TensorBatch {
  /** Normalised images, float32, `[batch, height, width, channels]`. */
  readonly images: Tensor4D;
  /** Labels, int32, `[batch]`. */
  readonly labels: Tensor1D;
}

/** A split from which batches of tensors can be taken in any order. */
export interface TensorSource {
  /** Number of images. */
  readonly length: number;
  /**
   * Makes the tensors of some images.
   *
   * @param indices - Which images, each in [0, length); repetitions are allowed.
   * @returns New tensors, the caller's to dispose.
   * @throws RangeError when an index is no integer in that range, or there is none.
   */
  batch(indices: ArrayLike<number>): TensorBatch;
}

/**
 * Makes normalised batches, `(pixel - mean) / std`, out of a split of bytes.
 *
 * @param options - The images and the statistics to normalise with, as {@link pixelStatistics} gives them.
 * @returns A source that holds no tensor itself.
 * @throws RangeError when the statistics do not fit the channels, or `limit` is no positive integer.
 */
export function tensorSource(options: TensorSourceOptions): TensorSource {
  const { split, limit = split.length } = options;
  const [height, width, channels] = split.imageShape;
  const normalised = normalisedPixels(options, channels);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(`limit must be a positive whole number of images; got ${limit}.`);
  }
  const length = Math.min(limit, split.length);
  const size = height * width * channels;

  const batch = (indices: ArrayLike<number>): TensorBatch => {
    const count = indices.length;
    if (count === 0) throw new RangeError('A batch needs at least 1 index; got 0.');
    const images = new Float32Array(count * size);
    const labels = new Int32Array(count);
    for (let row = 0; row < count; row += 1) {
      const index = indices[row] ?? Number.NaN;
      if (!Number.isInteger(index) || index < 0 || index >= length) {
        throw new RangeError(
          `Index ${index} (place ${row} of the batch) names no image; expected a whole number from 0 to ${length - 1}.`,
        );
      }
      const from = index * size;
      for (let offset = 0; offset < size; offset += 1) {
        const pixel = split.images[from + offset] ?? 0;
        images[row * size + offset] = normalised[(offset % channels) * 256 + pixel] ?? 0;
      }
      labels[row] = split.labels[index] ?? 0;
    }
    return {
      images: tensor4d(images, [count, height, width, channels], 'float32'),
      labels: tensor1d(labels, 'int32'),
    };
  };
  return { length, batch };
}

/** The normalised value of each of the 256 pixel values, one row for each channel. */
function normalisedPixels({ mean, std }: TensorSourceOptions, channels: number): Float32Array {
  for (const [name, values] of [
    ['mean', mean],
    ['std', std],
  ] as const) {
    if (values.length !== channels) {
      throw new RangeError(
        `${name} has ${values.length} numbers and the images have ${channels} channels; give one number for each channel.`,
      );
    }
    const wrong = values.find((value) => !Number.isFinite(value) || (name === 'std' && value <= 0));
    if (wrong !== undefined) {
      throw new RangeError(`${name} must be ${name === 'std' ? 'positive' : 'finite'}; got ${wrong}.`);
    }
  }
  return Float32Array.from({ length: channels * 256 }, (_, entry) => {
    const channel = Math.floor(entry / 256);
    return ((entry % 256) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  });
}
