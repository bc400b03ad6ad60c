import { pad, reshape } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Puts `strideHeight - 1` rows and `strideWidth - 1` columns of zeros behind each row and column of images
 * `[batch, height, width, channels]`: what a convolution of that stride skipped.
 */
export function spread(images: Tensor4D, strideHeight: number, strideWidth: number): Tensor4D {
  const [batch, rows, columns, channels] = images.shape;
  if (strideHeight === 1 && strideWidth === 1) return images;
  // Seen as a matrix with one pixel, then with one row of the image, in each of its rows.
  const pixels = reshape(images, [batch * rows * columns, channels]);
  const wide = pad(pixels, [
    [0, 0],
    [0, (strideWidth - 1) * channels],
  ]);
  const row = columns * strideWidth * channels;
  const lines = pad(reshape(wide, [batch * rows, row]), [
    [0, 0],
    [0, (strideHeight - 1) * row],
  ]);
  return reshape(lines, [batch, rows * strideHeight, columns * strideWidth, channels]);
}
