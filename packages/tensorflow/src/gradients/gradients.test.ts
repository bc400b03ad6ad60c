import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSame, gradients, outcome } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';

type Case = readonly [
  title: string,
  shapes: readonly (readonly number[])[],
  run: (...inputs: never[]) => tf.Tensor,
];

const IMAGE = [2, 6, 5, 3];

const CASES: readonly Case[] = [
  ['relu', [[3, 4]], (x: tf.Tensor) => tf.relu(x)],
  ['relu6', [[3, 4]], (x: tf.Tensor) => tf.relu6(tf.mul(x, 5))],
  ['relu twice, of one tensor', [[3, 4]], (x: tf.Tensor) => tf.add(tf.relu(x), tf.relu(tf.relu(x)))],
  ['elu', [[3, 4]], (x: tf.Tensor) => tf.elu(x)],
  ['selu', [[3, 4]], (x: tf.Tensor) => tf.selu(x)],
  ['leakyRelu', [[3, 4]], (x: tf.Tensor) => tf.leakyRelu(x, 0.3)],
  ['prelu', [[3, 4], [4]], (x: tf.Tensor, alpha: tf.Tensor) => tf.prelu(x, alpha)],
  ['sigmoid', [[3, 4]], (x: tf.Tensor) => tf.sigmoid(x)],
  ['tanh', [[3, 4]], (x: tf.Tensor) => tf.tanh(x)],
  ['softplus', [[3, 4]], (x: tf.Tensor) => tf.softplus(x)],
  ['abs', [[3, 4]], (x: tf.Tensor) => tf.abs(x)],
  ['exp and log', [[3, 4]], (x: tf.Tensor) => tf.log(tf.add(tf.exp(x), 1))],
  [
    'square root and division',
    [[3, 4], [4]],
    (x: tf.Tensor, y: tf.Tensor) => tf.div(x, tf.sqrt(tf.add(tf.square(y), 1))),
  ],
  ['powers', [[3, 4]], (x: tf.Tensor) => tf.pow(x, tf.scalar(3))],
  ['softmax', [[3, 4]], (x: tf.Tensor) => tf.softmax(x)],
  ['logSoftmax', [[3, 4]], (x: tf.Tensor) => tf.logSoftmax(x)],
  [
    'softmax cross entropy',
    [[3, 4]],
    (x: tf.Tensor) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 3, 1], 'int32'), 4), x),
  ],
  [
    'matMul',
    [
      [3, 4],
      [4, 2],
    ],
    (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b),
  ],
  [
    'matMul of batches, transposed',
    [
      [2, 4, 3],
      [2, 2, 4],
    ],
    (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, true, true),
  ],
  [
    'maximum and minimum',
    [
      [3, 4],
      [3, 4],
    ],
    (a: tf.Tensor, b: tf.Tensor) => tf.maximum(tf.minimum(a, b), tf.scalar(-0.5)),
  ],
  ['clipByValue', [[3, 4]], (x: tf.Tensor) => tf.clipByValue(x, -1, 1)],
  [
    'sum, mean and max',
    [[3, 4]],
    (x: tf.Tensor) => tf.add(tf.add(tf.sum(x, 1), tf.mean(x, 1)), tf.max(x, 1)),
  ],
  ['cumsum and min', [[3, 4]], (x: tf.Tensor) => tf.add(tf.cumsum(x, 1), tf.min(x, 1, true))],
  [
    'pad, slice, concat and transpose',
    [
      [3, 4],
      [3, 2],
    ],
    (a: tf.Tensor, b: tf.Tensor) =>
      tf.transpose(
        tf.concat(
          [
            tf.pad(a, [
              [0, 0],
              [1, 0],
            ]),
            tf.slice(b, [0, 1], [3, 1]),
          ],
          1,
        ),
      ),
  ],
  [
    'reshape, tile, expandDims and reverse',
    [[3, 4]],
    (x: tf.Tensor) => tf.reverse(tf.tile(tf.expandDims(tf.reshape(x, [4, 3]), 1), [1, 2, 1]), 0),
  ],
  [
    'stack, unstack and split',
    [
      [3, 4],
      [3, 4],
    ],
    (a: tf.Tensor, b: tf.Tensor) =>
      tf.concat(tf.split(tf.unstack(tf.stack([a, b]))[1] as tf.Tensor, 2, 1), 0),
  ],
  [
    'gather and where',
    [[3, 4]],
    (x: tf.Tensor) =>
      tf.where(
        sample([3, 4], { dtype: 'bool' }),
        tf.gather(x, tf.tensor1d([1, 1, 0], 'int32')),
        tf.zeros([3, 4]),
      ),
  ],
  ['maxPool', [IMAGE], (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 'same')],
  ['avgPool', [IMAGE], (x: tf.Tensor4D) => tf.avgPool(x, 2, 2, 'valid')],
  ['conv2d', [IMAGE, [3, 3, 3, 4]], (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, 2, 'same')],
  [
    'conv2dTranspose',
    [
      [2, 3, 3, 4],
      [3, 3, 3, 4],
    ],
    (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2dTranspose(x, filter, [2, 6, 6, 3], 2, 'same'),
  ],
  [
    'depthwiseConv2d',
    [IMAGE, [3, 3, 3, 2]],
    (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.depthwiseConv2d(x, filter, 1, 'same'),
  ],
  [
    'separableConv2d',
    [IMAGE, [3, 3, 3, 2], [1, 1, 6, 4]],
    (x: tf.Tensor4D, depthwise: tf.Tensor4D, pointwise: tf.Tensor4D) =>
      tf.separableConv2d(x, depthwise, pointwise, 1, 'same'),
  ],
  [
    'fused conv2d',
    [IMAGE, [3, 3, 3, 4], [4]],
    (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
      tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu' }),
  ],
  [
    'fused matMul',
    [[3, 4], [4, 2], [2]],
    (a: tf.Tensor, b: tf.Tensor, bias: tf.Tensor) => tf.fused.matMul({ a, b, bias, activation: 'relu6' }),
  ],
  [
    'batchNorm',
    [IMAGE, [3], [3], [3]],
    (x: tf.Tensor4D, mean: tf.Tensor1D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
      tf.batchNorm(x, mean, tf.tensor1d([0.5, 1, 2]), offset, scale),
  ],
  ['localResponseNormalization', [IMAGE], (x: tf.Tensor4D) => tf.localResponseNormalization(x)],
];

test.each(CASES)('%s', async (_title, shapes, run) => {
  const both = (): tf.Tensor[] => gradients(shapes, run as (...inputs: tf.Tensor[]) => tf.Tensor);
  expectSame(await outcome('tensorflow', both), await outcome('cpu', both), 1e-4);
});

test('second derivatives', async () => {
  const second = (): tf.Tensor =>
    tf.grad((x) => tf.grad((y) => tf.sum(tf.mul(tf.tanh(y), tf.relu(y))))(x))(tf.tensor1d([-1, 0.5, 2]));
  expectSame(await outcome('tensorflow', second), await outcome('cpu', second), 1e-4);
});

test('an optimizer takes the same steps on both backends', async () => {
  const train = (): tf.Tensor => {
    const weights = tf.variable(
      tf.tensor2d([
        [0.1, -0.2],
        [0.3, 0.4],
      ]),
    );
    const optimizer = tf.train.adam(0.1);
    for (let step = 0; step < 5; step++)
      optimizer.minimize(
        () => tf.losses.meanSquaredError(tf.eye(2), tf.relu(tf.matMul(weights, weights))) as tf.Scalar,
      );
    const result = tf.clone(weights);
    weights.dispose();
    optimizer.dispose();
    return result;
  };
  const [ours] = await outcome('tensorflow', train);
  expectSame(ours ? [ours] : [], await outcome('cpu', train), 1e-4);
  expect(ours?.shape).toEqual([2, 2]);
});
