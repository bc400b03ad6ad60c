import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile } from '../index.ts';

const random = (shape: number[], seed: number, scale = 1) =>
  tf.randomUniform(shape, -scale, scale, 'float32', seed);

/** Batch normalization in training mode, by TensorFlow's own op and gradient. */
function batchNorm(x: tf.Tensor4D, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor4D {
  const { engine } = tf;
  const zeros = tf.zerosLike(scale);
  return tf.customGrad((...given) => {
    const [input, gamma, beta, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const [y, , , ...reserves] = engine().runKernel(
      'FusedBatchNormV3',
      { x: input, scale: gamma, offset: beta, mean: zeros, variance: zeros },
      { epsilon: 1e-3, exponentialAvgFactor: 1 },
    ) as tf.Tensor[];
    save([input, gamma, ...reserves] as tf.Tensor[]);
    return {
      value: y as tf.Tensor,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [kept, factor, reserve1, reserve2, reserve3] = saved as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        return engine().runKernel(
          'FusedBatchNormGradV3',
          { dy, x: kept, scale: factor, reserve1, reserve2, reserve3 },
          { epsilon: 1e-3 },
        ) as tf.Tensor[];
      },
    };
  })(x, scale, offset) as tf.Tensor4D;
}

/** A residual net with pooling, concatenation and dropout, and its step of gradient descent. */
function smallNet() {
  const stem = tf.variable(random([3, 3, 3, 8], 1, 0.4) as tf.Tensor4D);
  const body = tf.variable(random([3, 3, 8, 8], 2, 0.3) as tf.Tensor4D);
  const side = tf.variable(random([1, 1, 8, 8], 3, 0.5) as tf.Tensor4D);
  const head = tf.variable(random([16, 5], 4, 0.5) as tf.Tensor2D);
  const bias = tf.variable(tf.zeros([5]));
  const norms = Array.from({ length: 3 }, () => [tf.ones([8]), tf.zeros([8])])
    .flat()
    .map((start) => tf.variable(start));
  const weights: tf.Variable[] = [stem, body, side, head, bias, ...norms];
  const norm = (x: tf.Tensor4D, at: number) =>
    batchNorm(x, norms[2 * at] as tf.Tensor, norms[2 * at + 1] as tf.Tensor);
  const loss = (x: tf.Tensor4D, labels: tf.Tensor1D, noise: tf.Tensor) => {
    const first: tf.Tensor4D = tf.relu(norm(tf.conv2d(x, stem, 1, 'same'), 0));
    const sum: tf.Tensor4D = tf.relu(tf.add(norm(tf.conv2d(first, body, 1, 'same'), 1), first));
    const pooled: tf.Tensor4D = tf.maxPool(sum, 3, 2, 'same');
    const both = tf.concat(
      [tf.relu(norm(tf.conv2d(pooled, side, 1, 'same'), 2)), tf.avgPool(sum, 2, 2, 'same')],
      3,
    );
    const kept = tf.mul(both, tf.mul(tf.cast(tf.less(noise, 0.5), 'float32'), 1.25));
    const logits = tf.add(tf.matMul(tf.mean(kept, [1, 2]) as tf.Tensor2D, head), bias);
    return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 5), logits) as tf.Scalar;
  };
  const gradients = (x: tf.Tensor4D, labels: tf.Tensor1D, noise: tf.Tensor) =>
    tf.variableGrads(() => loss(x, labels, noise), weights);
  const step = (x: tf.Tensor4D, labels: tf.Tensor1D, noise: tf.Tensor) => {
    const { value, grads } = gradients(x, labels, noise);
    for (const weight of weights) weight.assign(tf.sub(weight, tf.mul(grads[weight.name] as tf.Tensor, 0.1)));
    return value;
  };
  return { weights, gradients, step };
}

const batch = () =>
  [
    random([16, 16, 16, 3], 5) as tf.Tensor4D,
    tf.tensor1d(Int32Array.from({ length: 16 }, (_one, index) => index % 5)),
    random([16, 8, 8, 16], 6),
  ] as const;

/** The same values with the eight bits of bfloat16, in float32. */
function roundedValues(exact: tf.Tensor): tf.Tensor {
  const bits = new Uint32Array(exact.dataSync().slice().buffer);
  const upper = bits.map((word) => (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff_0000);
  return tf.tensor(new Float32Array(upper.buffer), exact.shape);
}

test('gradients of a residual net are as near those in float32 as rounded images and weights allow', () => {
  const { weights, gradients } = smallNet();
  const [x, labels, noise] = batch();
  const whole = tf.cast(labels, 'int32');
  const exact = gradients(x, whole, noise);
  const narrow = compile(gradients, { precision: 'bfloat16' }).sync(x, whole, noise);
  for (const weight of weights) weight.assign(roundedValues(weight));
  const yardstick = gradients(roundedValues(x) as tf.Tensor4D, whole, noise);

  const [a, b] = [exact.value.dataSync()[0] as number, narrow.value.dataSync()[0] as number];
  expect(Math.abs(b / a - 1)).toBeLessThan(1e-2);
  expect(b).not.toBe(a);
  for (const { name, shape } of weights) {
    const [wanted, got, near] = [exact, narrow, yardstick].map(({ grads }) => grads[name] as tf.Tensor) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const error = (other: tf.Tensor): number =>
      (tf.norm(tf.sub(other, wanted)).dataSync()[0] as number) / (tf.norm(wanted).dataSync()[0] as number);
    expect([got.dtype, got.shape]).toEqual(['float32', shape]);
    expect(error(got)).toBeGreaterThan(0);
    expect(error(got)).toBeLessThan(3 * error(near) + 1e-2);
  }
  tf.dispose(weights);
});

test('twenty steps of training follow those in float32, and variables stay float32', async () => {
  const [x, labels, noise] = batch();
  const whole = tf.cast(labels, 'int32');
  const losses = async (precision: 'float32' | 'bfloat16') => {
    const { weights, step } = smallNet();
    const compiled = compile(step, { precision });
    const values: number[] = [];
    for (let index = 0; index < 20; index++)
      values.push((await compiled(x, whole, noise)).dataSync()[0] as number);
    // A float32 variable holds values that bfloat16 cannot.
    const bits = new Uint32Array((weights[0] as tf.Tensor).dataSync().slice().buffer);
    expect(bits.some((word) => (word & 0xffff) !== 0)).toBe(true);
    expect(new Set(weights.map(({ dtype }) => dtype))).toEqual(new Set(['float32']));
    compiled.dispose();
    tf.dispose(weights);
    return values;
  };
  const [wide, narrow] = [await losses('float32'), await losses('bfloat16')];
  for (const [index, value] of wide.entries())
    expect(Math.abs((narrow[index] as number) / value - 1)).toBeLessThan(2e-2);
  expect(narrow.at(-1)).toBeLessThan((narrow[0] as number) * 0.9);
});
