import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows } from '../../test/compare-backends.ts';
import { numericGradient } from '../../test/numeric-gradient.ts';
import { sample } from '../../test/sample-values.ts';
import type { TensorFlowBackend } from '../backend.ts';
import { IMAGE } from './image.ts';

const images = (dtype?: 'int32'): tf.Tensor4D =>
  sample<tf.Rank.R4>([2, 5, 4, 3], { low: 0, high: 255, ...(dtype && { dtype }) });
/** As decoded images are: bytes in a tensor of int32. tf.tensor would make them wider. */
const bytes = (): tf.Tensor4D => {
  const values = Uint8Array.from({ length: 120 }, (_value, index) => (index * 37) % 256);
  const [shape, dtype] = [[2, 5, 4, 3], 'int32' as const];
  const dataId = tf.engine().backend.write(values, shape, dtype);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }) as tf.Tensor4D;
};
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
  ...Object.entries(RESIZES).map(([kernel, resize]) => {
    const resized = (x: tf.Tensor): tf.Tensor => resize(x as tf.Tensor4D, [7, 3], false, true);
    return {
      kernel: `${kernel}Grad`,
      title: 'centres of half pixels',
      run: () => tf.grad(resized)(small(), change([7, 3])),
      reference: () => tf.tensor(numericGradient(resized, small(), change([7, 3])), small().shape),
      tolerance: 1e-4,
    };
  }),
  {
    kernel: 'ResizeBilinear',
    title: 'bytes',
    run: () => tf.image.resizeBilinear(bytes(), [3, 3]),
    tolerance: 1e-4,
  },
  {
    kernel: 'ResizeNearestNeighbor',
    title: 'bytes',
    run: () => tf.image.resizeNearestNeighbor(bytes(), [3, 9]),
  },
  {
    kernel: 'CropAndResize',
    title: 'bytes',
    run: () =>
      tf
        .engine()
        .runKernel(
          'CropAndResize',
          { image: bytes(), boxes: boxes(), boxInd: box() },
          { cropSize: [3, 4], method: 'bilinear', extrapolationValue: 7 },
        ) as tf.Tensor,
    tolerance: 1e-4,
  },
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

test('corners of boxes that overflow are no end of the process: they are outside of the image', () => {
  const image = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
  const far = tf.tensor2d([
    [1e38, 3e38, -1e38, -3e38],
    [0, 0, 1, 1],
  ]);
  for (const method of ['bilinear', 'nearest'] as const) {
    const crops = tf.image.cropAndResize(image, far, tf.zeros([2], 'int32'), [2, 2], method, 7);
    expect([...crops.dataSync()]).toEqual([7, 7, 7, 7, 1, 1, 1, 1]);
  }
});

test.each([
  ['resizeBilinear', (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [3, 3])],
  ['resizeNearestNeighbor', (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [3, 3])],
  [
    'cropAndResize',
    (image: tf.Tensor4D) =>
      tf
        .engine()
        .runKernel(
          'CropAndResize',
          { image, boxes: boxes(), boxInd: box() },
          { cropSize: [3, 4], method: 'bilinear', extrapolationValue: 7 },
        ) as tf.Tensor,
  ],
] as const)('%s reads bytes as they are', async (_name, resize) => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    const x = bytes();
    resize(x);
    const backend = tf.engine().backend as TensorFlowBackend;
    // An op that refuses all numbers tells what they are kept in.
    expect(() => backend.run1('LogicalNot', [{ exact: x }])).toThrow(/uint8/);
  });
});
