import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { compile } from '../index.ts';

beforeAll(() => tf.setBackend('tensorflow'));
beforeEach(() => tf.engine().startScope());
afterEach(() => {
  tf.disposeVariables();
  tf.engine().endScope();
});

const images = (batch: number): tf.Tensor4D => tf.randomUniform([batch, 8, 8, 3], -1, 1, 'float32', batch);
const net = (): ReturnType<typeof sequential> =>
  sequential({
    layers: [
      layers.conv2d({ filters: 16, kernelSize: 3, inputShape: [8, 8, 3], padding: 'same' }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 5 }),
    ],
  });

const BATCHES = [4, 16, 17, 1, 64, 5];

test('one recording of a net serves every size of the batch, with the results of op by op', () => {
  const model = net();
  const pass = (x: tf.Tensor): tf.Tensor => model.apply(x, { training: false }) as tf.Tensor;
  const compiled = compile(pass, { openBatch: true });
  for (const batch of BATCHES) {
    const x = images(batch);
    const [y, wanted] = [compiled.sync(x), pass(x)];
    expect(y.shape).toEqual([batch, 5]);
    expect(tf.max(tf.abs(tf.sub(y, wanted))).dataSync()[0]).toBeLessThan(1e-5);
  }
  expect(compiled.recordings).toBe(1);
  compiled.dispose();
});

test('a training step, its means over the batch and the gradients of these too', () => {
  const [model, twin] = [net(), net()];
  twin.setWeights(model.getWeights());
  const stepOf =
    (of: typeof model) =>
    (x: tf.Tensor, labels: tf.Tensor1D): tf.Tensor => {
      const variables = of.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { value, grads } = tf.variableGrads(() => {
        const logits = of.apply(x, { training: true }) as tf.Tensor2D;
        return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 5), logits) as tf.Scalar;
      }, variables);
      for (const variable of variables)
        variable.assign(tf.sub(variable, tf.mul(0.05, grads[variable.name] as tf.Tensor)));
      return value;
    };
  const compiled = compile(stepOf(model), { openBatch: true });
  const eager = stepOf(twin);
  for (const batch of BATCHES.filter((size) => size > 1)) {
    const x = images(batch);
    const labels = tf.tensor1d(
      Array.from({ length: batch }, (_, index) => index % 5),
      'int32',
    );
    const [loss, wanted] = [compiled.sync(x, labels), eager(x, labels)];
    expect(loss.dataSync()[0]).toBeCloseTo(wanted.dataSync()[0] as number, 5);
  }
  for (const [index, weight] of model.getWeights().entries())
    expect(tf.max(tf.abs(tf.sub(weight, twin.getWeights()[index] as tf.Tensor))).dataSync()[0]).toBeLessThan(
      1e-5,
    );
  expect(compiled.recordings).toBe(1);
  compiled.dispose();
});

test('arguments of another length than the batch keep theirs in the signature', () => {
  const compiled = compile((x: tf.Tensor, w: tf.Tensor) => tf.matMul(x, w), { openBatch: true });
  for (const [batch, inner] of [
    [2, 3],
    [5, 3],
    [5, 4],
  ] as const)
    expect(compiled.sync(tf.ones([batch, inner]), tf.ones([inner, 2])).arraySync()).toEqual(
      Array.from({ length: batch }, () => [inner, inner]),
    );
  expect(compiled.recordings).toBe(2);
  compiled.dispose();
});

test('constants as long as the batch, and tensors of its size, grow with it', () => {
  const compiled = compile((x: tf.Tensor) => tf.concat([x, tf.ones([x.shape[0] as number, 1])], 1), {
    openBatch: true,
  });
  for (const batch of [3, 20])
    expect(compiled.sync(tf.zeros([batch, 1])).arraySync()).toEqual(
      Array.from({ length: batch }, () => [0, 1]),
    );
  expect(compiled.recordings).toBe(1);
  compiled.dispose();
});

test('what depends on the size in another way is refused, with the way out, and leaks nothing', () => {
  const before = tf.memory().numTensors;
  const squared = compile((x: tf.Tensor) => tf.mul(x, (x.shape[0] as number) ** 2), { openBatch: true });
  const branching = compile((x: tf.Tensor) => ((x.shape[0] as number) > 17 ? tf.relu(x) : tf.abs(x)), {
    openBatch: true,
  });
  const x = tf.ones([3, 2]);
  expect(() => squared.sync(x)).toThrow(
    /^compile\(\) cannot leave the size of the batch open: .* compile without openBatch, which records each size by itself\.$/,
  );
  expect(() => branching.sync(x)).toThrow('cannot leave the size of the batch open');
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(() => compile((y: tf.Tensor) => y, 'bfloat16' as never)).toThrow(
    'compile() takes an object of options, such as { precision: \'bfloat16\' }, got "bfloat16".',
  );
});
