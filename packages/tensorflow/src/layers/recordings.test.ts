import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential, type Sequential } from '@tensorflow/tfjs-layers';
import { afterEach, expect, test, vi } from 'vitest';
import { compile } from '../index.ts';
import { RecordedWork } from './recorded-work.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function net(...inner: layers.Layer[]): Sequential {
  const model = sequential({
    layers: [layers.dense({ units: 3, inputShape: [2] }), ...inner, layers.dense({ units: 1 })],
  });
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  return model;
}

/** How often tfjs asks a layer of the model to compute. */
const callsOf = (model: Sequential) => vi.spyOn(model.layers[1] as layers.Layer, 'call').mock;

const predicted = (model: Sequential, rows: number): number[] =>
  tf.tidy(() => [...(model.predict(tf.ones([rows, 2]), { batchSize: 100 }) as tf.Tensor).dataSync()]);

test('four shapes are recorded at once, others when they were used four times', () => {
  const model = net();
  const { calls } = callsOf(model);
  const asked = (rows: number): number => {
    const before = calls.length;
    predicted(model, rows);
    return calls.length - before;
  };
  expect([1, 2, 3, 4].map(asked)).toEqual([1, 1, 1, 1]);
  expect([1, 2, 3, 4].map(asked)).toEqual([0, 0, 0, 0]);
  // Op by op, and recorded at the fifth use: a call of the layer each time, and none from then on.
  expect([5, 5, 5, 5, 5, 5, 5].map(asked)).toEqual([1, 1, 1, 1, 1, 0, 0]);
  expect([1, 2, 3, 4].map(asked)).toEqual([0, 0, 0, 0]);
  model.dispose();
});

test('predictions of several batches, the last a smaller one, are those of one batch', () => {
  const model = net();
  const x = tf.randomUniform([11, 2], -1, 1, 'float32', 1);
  const values = (batchSize: number): number[] =>
    tf.tidy(() => [...(model.predict(x, { batchSize }) as tf.Tensor).dataSync()]);
  const before = tf.memory().numTensors;
  const whole = values(11);
  for (const [index, value] of values(4).entries()) expect(value).toBeCloseTo(whole[index] as number, 6);
  expect(tf.memory().numTensors).toBe(before);
  x.dispose();
  model.dispose();
});

test('weights that are set are those of the next prediction', () => {
  const model = net();
  predicted(model, 3);
  const zeros = model.getWeights().map((weight) => tf.zerosLike(weight));
  model.setWeights(zeros);
  tf.dispose(zeros);
  expect(predicted(model, 3)).toEqual([0, 0, 0]);
  model.dispose();
});

test('dispose() of a model gives its recordings back, and says afterwards what tfjs says', () => {
  const model = net();
  predicted(model, 3);
  const close = vi.spyOn(RecordedWork.prototype, 'close');
  model.dispose();
  expect(close).toHaveBeenCalledTimes(1);
  expect(() => predicted(model, 3)).toThrow(/already disposed/);
});

test('a layer that makes a tensor at its first call and keeps it is recorded at its second', () => {
  class Keeps extends layers.Layer {
    static readonly className: string = 'KeepsOfTest';
    kept: tf.Tensor | undefined;
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      this.kept ??= tf.keep(tf.fill([3], 2));
      return tf.mul([inputs].flat()[0] as tf.Tensor, this.kept);
    }
  }
  const warn = vi.spyOn(console, 'warn');
  const model = net(new Keeps({}));
  const { calls } = callsOf(model);
  const first = predicted(model, 3);
  expect(calls.length).toBe(2);
  for (let index = 0; index < 3; index++)
    for (const [row, value] of predicted(model, 3).entries())
      expect(value).toBeCloseTo(first[row] as number, 6);
  expect(calls.length).toBe(3);
  expect(warn).not.toHaveBeenCalled();
  model.dispose();
});

test('a prediction while a compiled step runs has the weights as they are', async () => {
  const model = net();
  const before = predicted(model, 3);
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const step = compile(() => {
    for (const weight of weights) weight.assign(tf.zerosLike(weight));
  });
  const running = step();
  const meanwhile = predicted(model, 3);
  await running;
  for (const [index, value] of meanwhile.entries()) expect(value).toBeCloseTo(before[index] as number, 6);
  expect(predicted(model, 3)).toEqual([0, 0, 0]);
  step.dispose();
  model.dispose();
});

test('on another backend tfjs does all', async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  const model = net();
  const before = predicted(model, 3);
  const { calls } = callsOf(model);
  await tf.setBackend('cpu');
  try {
    for (const [index, value] of predicted(model, 3).entries())
      expect(value).toBeCloseTo(before[index] as number, 6);
    expect(calls.length).toBe(1);
  } finally {
    await tf.setBackend('tensorflow');
  }
  expect(predicted(model, 3)).toEqual(before);
  expect(calls.length).toBe(1);
  model.dispose();
});

test('a model that was dropped is collected, with its recordings', async () => {
  const collect = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((done) => setTimeout(done, 5));
      globalThis.gc?.();
    }
  };
  await collect(); // the models of other tests
  const close = vi.spyOn(RecordedWork.prototype, 'close');
  const dropped = await (async () => {
    const model = net();
    predicted(model, 3);
    await model.trainOnBatch(tf.ones([3, 2]), tf.ones([3, 1]));
    return new WeakRef(Reflect.get(model, 'model') as object);
  })();
  await collect();
  expect(dropped.deref()).toBeUndefined();
  expect(close).toHaveBeenCalledTimes(2);
});

test('SKIPJACK_COMPILE=0 chooses to run op by op, where configureFit says nothing', () => {
  const model = net();
  const { calls } = callsOf(model);
  vi.stubEnv('SKIPJACK_COMPILE', '0');
  for (let index = 0; index < 3; index++) predicted(model, 3);
  expect(calls.length).toBe(3);
  vi.unstubAllEnvs();
  for (let index = 0; index < 3; index++) predicted(model, 3);
  expect(calls.length).toBe(4);
  model.dispose();
});

test('another activation of a layer is another recording', () => {
  const model = net();
  const before = predicted(model, 3);
  const square = { apply: (x: tf.Tensor) => tf.square(x), getClassName: () => 'square' };
  Reflect.set(model.layers[0] as layers.Layer, 'activation', square);
  const after = predicted(model, 3);
  expect(after).not.toEqual(before);
  const eager = tf.tidy(() => [...(model.apply(tf.ones([3, 2])) as tf.Tensor).dataSync()]);
  for (const [index, value] of after.entries()) expect(value).toBeCloseTo(eager[index] as number, 5);
  model.dispose();
});
