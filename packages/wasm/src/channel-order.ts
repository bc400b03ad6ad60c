import { transpose } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Order of an image's dimensions. */
export type DataFormat = 'NHWC' | 'NCHW';

/** The images in the order `[batch, height, width, channels]`. */
export function channelsLast(images: Tensor4D, format: DataFormat): Tensor4D {
  return format === 'NHWC' ? images : transpose(images, [0, 2, 3, 1]);
}

/** Images `[batch, height, width, channels]` in the order asked for. */
export function inOrder(images: Tensor4D, format: DataFormat): Tensor4D {
  return format === 'NHWC' ? images : transpose(images, [0, 3, 1, 2]);
}
