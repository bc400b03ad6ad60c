import * as tf from '@tensorflow/tfjs-core';
import { testRows } from '../../test/compare-backends.ts';
import { numericGradient } from '../../test/numeric-gradient.ts';
import { sample } from '../../test/sample-values.ts';
import { IMAGE } from './image.ts';

const images = (dtype?: 'int32'): tf.Tensor4D =>
  sample<tf.Rank.R4>([2, 5, 4, 3], { low: 0, high: 255, ...(dtype && { dtype }) });
const small = (): tf.Tensor4D => sample<tf.Rank.R4>([2, 5, 4, 2]);
const change = (size: [number, number]): tf.Tensor4D => sample<tf.Rank.R4>([2, ...size, 2], { seed: 9 });
const boxes = (): tf.Tensor2D =>
  tf.tensor2d([
    [0, 0, 1, 1],
    [0.2, 0.6, 0.9, -0.3],
    [-0.5, 0, 1.5, 1],
  ]);
const box = (): tf.Tensor1D => tf.tensor1d([1, 0, 1], 'int32');

const RESIZES = {
  ResizeBilinear: tf.image.resizeBilinear,
  ResizeNearestNeighbor: tf.image.resizeNearestNeighbor,
} as const;

testRows(IMAGE, [
  ...Object.entries(RESIZES).flatMap(([kernel, resize]) =>
    (
      [
        [8, 7],
        [3, 2],
        [5, 4],
        [1, 1],
      ] as [number, number][]
    ).flatMap((size) => [
      { kernel, title: `to ${size.join('x')}`, run: () => resize(images(), size), tolerance: 1e-4 },
      {
        kernel,
        title: `to ${size.join('x')}, corners aligned`,
        run: () => resize(images(), size, true),
        tolerance: 1e-4,
      },
      {
        kernel,
        title: `to ${size.join('x')}, centres of half pixels`,
        run: () => resize(images(), size, false, true),
        tolerance: 1e-4,
      },
      ...[true, false].map((aligned) => ({
        // The gradients of tfjs's cpu backend are wrong for images that are not square.
        kernel: `${kernel}Grad`,
        title: `to ${size.join('x')}${aligned ? ', corners aligned' : ''}`,
        run: () => tf.grad((x) => resize(x as tf.Tensor4D, size, aligned))(small(), change(size)),
        reference: () => {
          const resized = (x: tf.Tensor): tf.Tensor => resize(x as tf.Tensor4D, size, aligned);
          return tf.tensor(numericGradient(resized, small(), change(size)), small().shape);
        },
        tolerance: 1e-4,
      })),
    ]),
  ),
  {
    kernel: 'ResizeBilinear',
    title: 'int32',
    run: () => tf.image.resizeBilinear(images('int32'), [3, 3]),
    tolerance: 1e-4,
  },
  {
    kernel: 'ResizeNearestNeighbor',
    title: 'int32',
    run: () => tf.image.resizeNearestNeighbor(images('int32'), [3, 9]),
  },
  {
    kernel: 'CropAndResize',
    title: 'bilinear',
    run: () => tf.image.cropAndResize(images(), boxes(), box(), [3, 4], 'bilinear', 7),
    tolerance: 1e-4,
  },
  {
    kernel: 'CropAndResize',
    title: 'nearest',
    run: () => tf.image.cropAndResize(images(), boxes(), box(), [2, 2], 'nearest', -1),
  },
  {
    kernel: 'CropAndResize',
    title: 'one pixel',
    run: () => tf.image.cropAndResize(images(), boxes(), box(), [1, 1]),
    tolerance: 1e-4,
  },
]);
