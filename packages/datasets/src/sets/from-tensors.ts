import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageDataset } from '../image-dataset.ts';
import { fromArrays } from './from-arrays.ts';
import type { ArraySplit } from './from-arrays.ts';

/** Images and labels as tensors. */
export interface TensorSplit {
  /** Pixels, whole numbers in [0, 255], `[length, height, width, channels]`. */
  readonly images: Tensor4D;
  /** Class of each image, `[length]`. */
  readonly labels: Tensor1D;
}

/** Options of {@link fromTensors}. */
export interface FromTensorsOptions {
  /**
   * Name of the data set, for messages.
   * @defaultValue 'tensors'
   */
  readonly name?: string | undefined;
  /**
   * What each label stands for.
   * @defaultValue the numbers from 0 to the largest label
   */
  readonly classNames?: readonly string[] | undefined;
  /** Images to train on. */
  readonly train: TensorSplit;
  /** Images to measure the result on. */
  readonly test: TensorSplit;
}

/**
 * Makes a data set out of tensors, whose values are copied: they stay the caller's to dispose.
 *
 * @param options - Images and labels.
 * @returns The data set.
 * @throws RangeError when shapes or counts do not agree, a pixel is no whole number in [0, 255], or a label names no class.
 */
export async function fromTensors(options: FromTensorsOptions): Promise<ImageDataset> {
  const { name = 'tensors', classNames, train, test } = options;
  const [, height, width, channels] = train.images.shape;
  const [, ...other] = test.images.shape;
  if (other.join() !== [height, width, channels].join()) {
    throw new RangeError(
      `test.images has images of ${other.join(' x ')}, and train.images of ${height} x ${width} x ${channels}; expected the same.`,
    );
  }
  const arrays = async ({ images, labels }: TensorSplit): Promise<ArraySplit> => ({
    images: await images.data(),
    labels: await labels.data(),
  });
  return fromArrays({
    name,
    classNames,
    imageShape: [height, width, channels],
    train: await arrays(train),
    test: await arrays(test),
  });
}
