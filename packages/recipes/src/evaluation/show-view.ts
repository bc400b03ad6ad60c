import { matMul, reshape, reverse4d, slice4d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { resizeMatrix } from './resize-matrix.ts';
import type { Size, View } from './views.ts';

/** Brings images `[batch, height, width, channels]` to a size. */
export function resizeImages(images: Tensor4D, [toHeight, toWidth]: Size): Tensor4D {
  const [batch, height, width, channels] = images.shape;
  if (height === toHeight && width === toWidth) return images;
  return tidy(() => {
    const rows = matMul(resizeMatrix(height, toHeight), reshape(images, [batch, height, width * channels]));
    const columns = matMul(resizeMatrix(width, toWidth), reshape(rows, [batch * toHeight, width, channels]));
    return reshape(columns, [batch, toHeight, toWidth, channels]);
  });
}

/** What a view shows of images `[batch, height, width, channels]`, brought to `size`; a tensor of its own in any case. */
export function showView(images: Tensor4D, view: View, size: Size): Tensor4D {
  const { top, left, height, width, flip } = view;
  const [batch, imageHeight, imageWidth, channels] = images.shape;
  return tidy(() => {
    const isWhole = height === imageHeight && width === imageWidth;
    const part = isWhole
      ? images.clone()
      : slice4d(images, [0, top, left, 0], [batch, height, width, channels]);
    const resized = resizeImages(part, size);
    return flip ? reverse4d(resized, [2]) : resized;
  });
}
