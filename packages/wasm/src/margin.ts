import { slice } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Rows or columns to add before the first and after the last; a negative number takes some away. */
export type Margin = readonly [before: number, after: number];

/** Padding as `tf.pad` and `tf.conv2d` take it for images. */
export type Padding = [[number, number], [number, number], [number, number], [number, number]];

/** The zeros that margins add around images `[batch, height, width, channels]`. */
export function paddingOf(height: Margin, width: Margin): Padding {
  const added = ([before, after]: Margin): [number, number] => [Math.max(0, before), Math.max(0, after)];
  return [[0, 0], added(height), added(width), [0, 0]];
}

/** Whether negative margins take away every row or every column: then only zeros of the padding are met. */
export function takeAll(images: Tensor4D, height: Margin, width: Margin): boolean {
  const left = (size: number, [before, after]: Margin): number =>
    size + Math.min(0, before) + Math.min(0, after);
  return left(images.shape[1], height) <= 0 || left(images.shape[2], width) <= 0;
}

/** The images `[batch, height, width, channels]` without what negative margins take away. */
export function cropped(images: Tensor4D, height: Margin, width: Margin): Tensor4D {
  const [batch, rows, columns, channels] = images.shape;
  const [top, bottom, left, right] = [...height, ...width].map((size) => Math.max(0, -size)) as [
    number,
    number,
    number,
    number,
  ];
  if (top + bottom + left + right === 0) return images;
  return slice(images, [0, top, left, 0], [batch, rows - top - bottom, columns - left - right, channels]);
}
