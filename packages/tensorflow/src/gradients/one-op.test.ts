import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { expectClose, numericGradient } from '../../test/numeric-gradient.ts';
import '../register.ts';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

/** The backward kernels of `f`, and its gradient at `x` for the given weights of the outputs. */
async function gradientOf(
  f: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  dy: tf.Tensor,
): Promise<{ readonly kernels: string[]; readonly gradient: tf.Tensor }> {
  let gradient: tf.Tensor | undefined;
  const { kernelNames } = await tf.profile(() => (gradient = tf.grad(f)(x, dy)));
  return { kernels: kernelNames, gradient: gradient as tf.Tensor };
}

test.each([
  [undefined, false],
  [1, false],
  [[0, 2], true],
] as const)('the mean over %j gives each element its part', async (axis, keepDims) => {
  const x = tf.randomUniform([2, 3, 4], -1, 1, 'float32', 1);
  const f = (a: tf.Tensor): tf.Tensor => tf.mean(a, axis as number[] | undefined, keepDims);
  const dy = tf.randomUniform(f(x).shape, -1, 1, 'float32', 2);
  const { kernels, gradient } = await gradientOf(f, x, dy);
  expectClose(gradient, numericGradient(f, x, dy));
  expect(kernels).toContain('BroadcastTo');
});

test('the gradient of a mean has one too', () => {
  const x = tf.randomUniform([2, 3], -1, 1, 'float32', 4);
  const first = (a: tf.Tensor): tf.Tensor => tf.grad((b: tf.Tensor) => tf.square(tf.mean(b, 1)))(a);
  const dy = tf.randomUniform([2, 3], -1, 1, 'float32', 5);
  expectClose(tf.grad(first)(x, dy), numericGradient(first, x, dy));
});

test('a square has the gradient 2x, and that has one too', () => {
  const x = tf.tensor1d([1, -2, 3]);
  const first = tf.grad((a: tf.Tensor) => tf.square(a));
  expect([...first(x).dataSync()]).toEqual([2, -4, 6]);
  expect([
    ...tf
      .grad((a: tf.Tensor) => first(a))(x)
      .dataSync(),
  ]).toEqual([2, 2, 2]);
});

const channels = 3;
const inputs = (): tf.Tensor[] => [
  tf.randomUniform([2, 3, 2, channels], -1, 1, 'float32', 1),
  tf.tensor1d([0.1, -0.2, 0.3]),
  tf.tensor1d([0.5, 1, 2]),
  tf.tensor1d([1, -1, 0.5]),
  tf.tensor1d([2, 0.5, 1]),
];

test('batch normalization by given statistics has its five gradients from one op', async () => {
  const values = inputs();
  const dy = tf.randomUniform([2, 3, 2, channels], -1, 1, 'float32', 3);
  const f = (
    x: tf.Tensor,
    mean: tf.Tensor,
    variance: tf.Tensor,
    offset: tf.Tensor,
    scale: tf.Tensor,
  ): tf.Tensor =>
    tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      1e-3,
    );
  let all: tf.Tensor[] = [];
  const { kernelNames } = await tf.profile(() => (all = tf.grads(f)(values, dy)));
  expect(kernelNames.filter((name) => name === 'FusedBatchNormGradV3')).toHaveLength(1);
  for (const [index, gradient] of all.entries()) {
    const one = (x: tf.Tensor): tf.Tensor =>
      f(...(values.map((value, at) => (at === index ? x : value)) as Parameters<typeof f>));
    // The variance is under a root: a smaller step.
    expectClose(
      gradient,
      numericGradient(one, values[index] as tf.Tensor, dy, index === 2 ? 0.01 : 0.25),
      2e-2,
    );
  }
});

test('statistics that are computed from the batch pass their gradients on', async () => {
  const [x] = inputs() as [tf.Tensor];
  const f = (a: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(a, [0, 1, 2]);
    return tf.batchNorm(
      a,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      tf.zeros([3]),
      tf.tensor1d([1, 2, 3]),
      1e-3,
    );
  };
  const dy = tf.randomUniform(x.shape, -1, 1, 'float32', 3);
  const { gradient } = await gradientOf(f, x, dy);
  expectClose(gradient, numericGradient(f, x, dy, 0.01), 2e-2);
});

test('a gradient of the gradient is computed by what tfjs composes', () => {
  const [x, mean, variance, offset, scale] = inputs() as [tf.Tensor4D, ...tf.Tensor1D[]];
  const f = (a: tf.Tensor): tf.Tensor =>
    tf.square(tf.batchNorm(a as tf.Tensor4D, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale));
  const second = tf.grad((a: tf.Tensor) => tf.sum(tf.square(tf.grad(f)(a))))(x);
  expect(Array.from(second.dataSync()).every(Number.isFinite)).toBe(true);
  expect(second.shape).toEqual(x.shape);
});

test('nothing leaks', () => {
  const [x, mean, variance, offset, scale] = inputs() as [tf.Tensor4D, ...tf.Tensor1D[]];
  const step = (): void =>
    tf.dispose(
      tf.grads((a: tf.Tensor, s: tf.Tensor) =>
        tf.mean(
          tf.square(
            tf.batchNorm(
              a as tf.Tensor4D,
              mean as tf.Tensor1D,
              variance as tf.Tensor1D,
              offset,
              s as tf.Tensor1D,
            ),
          ),
        ),
      )([x, scale as tf.Tensor]),
    );
  step();
  const before = [tf.memory().numTensors, tf.backend().numDataIds()];
  for (let index = 0; index < 10; index++) step();
  expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
});
