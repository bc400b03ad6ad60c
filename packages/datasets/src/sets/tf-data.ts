import { tensor3d } from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Dataset } from '@tensorflow/tfjs-data';
import type { ImageSource } from '../image-source.ts';
import { imagesOf } from './images-of.ts';

/** A sample as TensorFlow.js's `fitDataset` takes it. */
export type TfDataSample = {
  /** The image, int32 in [0, 255], `[height, width, channels]`. */
  xs: Tensor3D;
  /** Its label. */
  ys: number;
};

/**
 * Makes a `tf.data.Dataset` of a source, in its order; `shuffle`, `batch` and `map` are TensorFlow.js's own.
 *
 * @param source - The samples.
 * @returns A data set that reads through, anew in each epoch.
 * @throws Error when the optional peer `@tensorflow/tfjs-data` is not installed.
 */
export async function toTfData(source: ImageSource): Promise<Dataset<TfDataSample>> {
  const { generator } = await import('@tensorflow/tfjs-data').catch((cause: unknown) => {
    throw new Error('toTfData needs the package @tensorflow/tfjs-data, which is not installed; install it.', {
      cause,
    });
  });
  return generator<TfDataSample>(async function* samples(): AsyncGenerator<TfDataSample> {
    for await (const { pixels, height, width, channels, label } of imagesOf(source)) {
      yield { xs: tensor3d(pixels, [height, width, channels], 'int32'), ys: label };
    }
  } as unknown as () => Generator<TfDataSample>);
}
