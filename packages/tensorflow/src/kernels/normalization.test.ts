import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gradients, outcome, testRows } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { NORMALIZATION } from './normalization.ts';

const SHAPE: [number, number, number, number] = [3, 4, 2, 5];
const EPSILON = 1e-3;
const x = (): tf.Tensor4D => sample<tf.Rank.R4>(SHAPE);
const vector = (seed: number, low = 0.5, high = 2): tf.Tensor1D =>
  sample<tf.Rank.R1>([5], { seed, low, high });
const dy = (): tf.Tensor4D => sample<tf.Rank.R4>(SHAPE, { seed: 9 });
const inputs = (): tf.NamedTensorMap => ({
  x: x(),
  scale: vector(2),
  offset: vector(3, -1),
  mean: vector(4, -1),
  variance: vector(5),
});
const run = (kernel: string, tensors: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor[] =>
  [tf.engine().runKernel(kernel, tensors, attrs)].flat() as tf.Tensor[];

/** Statistics of the batch per channel. */
function moments(): { mean: tf.Tensor; variance: tf.Tensor; normal: tf.Tensor; inverse: tf.Tensor } {
  const { mean, variance } = tf.moments(x(), [0, 1, 2]);
  const inverse = tf.rsqrt(tf.add(variance, EPSILON));
  return { mean, variance, inverse, normal: tf.mul(tf.sub(x(), mean), inverse) };
}

const train = (factor: number): tf.Tensor[] =>
  run('FusedBatchNormV3', inputs(), { epsilon: EPSILON, exponentialAvgFactor: factor }).slice(0, 3);

const trainReference = (factor: number): tf.Tensor[] => {
  const { mean, variance, normal } = moments();
  const count = 3 * 4 * 2;
  const unbiased = tf.mul(variance, count / (count - 1));
  return [
    tf.add(tf.mul(normal, vector(2)), vector(3, -1)),
    tf.add(tf.mul(vector(4, -1), 1 - factor), tf.mul(mean, factor)),
    tf.add(tf.mul(vector(5), 1 - factor), tf.mul(unbiased, factor)),
  ];
};

testRows(NORMALIZATION, [
  {
    kernel: 'FusedBatchNorm',
    title: 'scale and offset',
    run: () => tf.batchNorm(x(), vector(4), vector(5), vector(3), vector(2), EPSILON),
  },
  { kernel: 'FusedBatchNorm', title: 'neither', run: () => tf.batchNorm(x(), vector(4), vector(5)) },
  {
    kernel: 'FusedBatchNorm',
    title: 'only one of them',
    run: () => [
      tf.batchNorm(x(), vector(4), vector(5), vector(3)),
      tf.batchNorm(x(), vector(4), vector(5), undefined, vector(2)),
    ],
  },
  {
    kernel: 'FusedBatchNorm',
    title: 'statistics per element',
    run: () =>
      tf.batchNorm(
        x(),
        sample(SHAPE, { seed: 4 }),
        sample(SHAPE, { seed: 5, low: 0.5 }),
        sample(SHAPE, { seed: 6 }),
        sample(SHAPE, { seed: 7 }),
      ),
  },
  {
    kernel: 'FusedBatchNorm',
    title: 'a matrix',
    run: () => tf.batchNorm(sample<tf.Rank.R2>([6, 5]), vector(4), vector(5), vector(3), vector(2)),
  },
  ...[1, 0.1, 0.01].map((factor) => ({
    kernel: 'FusedBatchNormV3',
    title: `new running statistics with factor ${factor}`,
    run: () => train(factor),
    reference: () => trainReference(factor),
    tolerance: 1e-4,
  })),
  {
    kernel: 'FusedBatchNormGradV3',
    title: 'gradients by x, scale and offset',
    run: () => {
      const [, , , reserve1, reserve2, reserve3] = run('FusedBatchNormV3', inputs(), {
        epsilon: EPSILON,
        exponentialAvgFactor: 1,
      }) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return run(
        'FusedBatchNormGradV3',
        { dy: dy(), x: x(), scale: vector(2), reserve1, reserve2, reserve3 },
        { epsilon: EPSILON },
      );
    },
    reference: () => {
      // Ioffe and Szegedy 2015, section 3.
      const { normal, inverse } = moments();
      const dScale = tf.sum(tf.mul(dy(), normal), [0, 1, 2]);
      const dOffset = tf.sum(dy(), [0, 1, 2]);
      const centred = tf.sub(tf.sub(tf.mul(dy(), 24), dOffset), tf.mul(normal, dScale));
      return [tf.mul(tf.mul(tf.div(tf.mul(vector(2), inverse), 24), centred), 1), dScale, dOffset];
    },
    tolerance: 1e-4,
  },
  { kernel: 'LRN', title: 'defaults', run: () => tf.localResponseNormalization(x()) },
  { kernel: 'LRN', title: 'own attributes', run: () => tf.localResponseNormalization(x(), 1, 2, 0.5, 0.75) },
  {
    kernel: 'LRNGrad',
    title: 'gradient',
    run: () => gradients([SHAPE], (y) => tf.localResponseNormalization(y as tf.Tensor4D, 2, 1, 0.5, 0.5)),
    tolerance: 1e-4,
  },
]);

test('the batch variance of a batch of one value is 0, not NaN', async () => {
  const one = (): tf.Tensor[] =>
    run(
      'FusedBatchNormV3',
      {
        x: tf.fill([1, 1, 1, 2], 3),
        scale: tf.ones([2]),
        offset: tf.zeros([2]),
        mean: tf.zeros([2]),
        variance: tf.ones([2]),
      },
      { epsilon: EPSILON, exponentialAvgFactor: 1 },
    ).slice(0, 3);
  const [y, mean, variance] = await outcome('tensorflow', one);
  expect([y?.values, mean?.values, variance?.values]).toEqual([
    [0, 0],
    [3, 3],
    [0, 0],
  ]);
});
