import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { expectClose, numericGradient } from '../../test/numeric-gradient.ts';
import { sample } from '../../test/sample-values.ts';
import '../register.ts';

type Convolve = (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor;

const dilated: Convolve = (x, filter) =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', 2);

const CASES: readonly (readonly [title: string, convolve: Convolve, image: number[], filter: number[]])[] = [
  ['a dilated convolution', dilated, [1, 6, 7, 2], [3, 2, 2, 2]],
  [
    'a dilated depthwise convolution',
    (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 1, 'NHWC', [1, 2]),
    [1, 6, 7, 2],
    [3, 3, 2, 2],
  ],
  [
    'a dilated convolution of volumes',
    (x, filter) => tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 1, 'valid', 'NDHWC', [1, 2, 1]),
    [1, 3, 5, 4, 2],
    [2, 2, 2, 2, 2],
  ],
  [
    'sizes that are rounded up',
    (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 1, 'NHWC', 1, 'ceil'),
    [1, 6, 7, 2],
    [2, 2, 2, 2],
  ],
];

test.each(CASES)('%s has the numeric gradients', async (_title, convolve, image, filter) => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    const [x, w] = [sample(image as [number]), sample(filter as [number], { seed: 2 })] as tf.Tensor[];
    if (!x || !w) return;
    const dy = sample(convolve(x, w).shape as [number], { seed: 3 });
    const [dx, dw] = tf.grads(convolve)([x, w], dy);
    expectClose(
      dx,
      numericGradient((y) => convolve(y, w), x, dy),
    );
    expectClose(
      dw,
      numericGradient((v) => convolve(x, v), w, dy),
    );
  });
});

test('another backend keeps the gradients of tfjs, and what they refuse', async () => {
  await tf.setBackend('tensorflow');
  const gradient = (convolve: Convolve): number[] =>
    tf.tidy(() => {
      const [dx] = tf.grads(convolve)([sample([1, 5, 5, 2]), sample([3, 3, 2, 2], { seed: 2 })]);
      return Array.from(dx?.dataSync() ?? []);
    });
  const plain: Convolve = (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
  const ours = gradient(plain);
  expect(gradient(dilated)).toHaveLength(50);
  await tf.setBackend('cpu');
  expect(gradient(plain).every((value, at) => Math.abs(value - (ours[at] ?? 0)) < 1e-4)).toBe(true);
  expect(() => gradient(dilated)).toThrow(/dilation rates greater than 1/);
});

test('layers that dilate learn', async () => {
  await tf.setBackend('tensorflow');
  const model = sequential({
    layers: [
      // Without an activation tfjs-layers fuses it with its bias, and the gradient of that is tfjs's own.
      layers.conv2d({
        inputShape: [8, 8, 2],
        filters: 3,
        kernelSize: 3,
        dilationRate: 2,
        padding: 'same',
        activation: 'elu',
      }),
      layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, padding: 'same' }),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [images, targets] = [sample([4, 8, 8, 2]), tf.ones([4, 1])];
  const kernels = model.getWeights().filter(({ rank }) => rank === 4);
  const before = kernels.map((kernel) => Array.from(kernel.dataSync()));
  await model.trainOnBatch(images, targets);
  const after = model.getWeights().filter(({ rank }) => rank === 4);
  expect(after).toHaveLength(2);
  for (const [index, kernel] of after.entries())
    expect(Array.from(kernel.dataSync())).not.toEqual(before[index]);
  tf.dispose([images, targets]);
  model.dispose();
});
