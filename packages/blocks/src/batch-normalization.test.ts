import '@tensorflow/tfjs-backend-cpu';
import { memory, randomNormal, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, layers, model, regularizers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { BatchNormalization } from './batch-normalization.ts';

/** The running statistics of a layer. */
function running(layer: layers.Layer): { mean: number[]; variance: number[] } {
  const [mean, variance] = layer.getWeights().slice(-2);
  return { mean: [...(mean?.dataSync() ?? [])], variance: [...(variance?.dataSync() ?? [])] };
}

function train(layer: layers.Layer, x: Tensor): number[] {
  return tidy(() => [...(layer.apply(x, { training: true }) as Tensor).dataSync()]);
}

function predict(layer: layers.Layer, x: Tensor): number[] {
  return tidy(() => [...(layer.apply(x) as Tensor).dataSync()]);
}

test.each([[[2, 5]], [[2, 3, 5]], [[2, 3, 4, 5]], [[2, 2, 3, 4, 5]]])(
  'inference on %j is the formula of the paper',
  (shape) => {
    const layer = new BatchNormalization();
    const x = randomNormal(shape, 1, 2, 'float32', 1);
    layer.build([null, ...shape.slice(1)]);
    const weights = [1, 2, 3, 4].map((seed) => randomNormal([5], 2, 0.1, 'float32', seed));
    layer.setWeights(weights);
    const [gamma, beta, mean, variance] = weights.map((weight) => weight.dataSync());
    const expected = [...x.dataSync()].map((value, index) => {
      const at = (values: ArrayLike<number> | undefined): number => values?.[index % 5] ?? Number.NaN;
      return ((value - at(mean)) / Math.sqrt(at(variance) + 1e-5)) * at(gamma) + at(beta);
    });
    for (const [index, value] of predict(layer, x).entries())
      expect(value).toBeCloseTo(expected[index] ?? 0, 4);
  },
);

test('inference equals tf.layers.batchNormalization', () => {
  const x = randomNormal([2, 3, 3, 4], 0, 1, 'float32', 1);
  const ours = new BatchNormalization();
  const theirs = layers.batchNormalization({ epsilon: 1e-5 });
  for (const layer of [ours, theirs]) {
    layer.build([null, 3, 3, 4]);
    layer.setWeights([1, 2, 3, 4].map((seed) => randomNormal([4], 3, 0.1, 'float32', seed)));
  }
  expect(predict(ours, x)).toEqual(predict(theirs, x));
});

test('the running variance is the unbiased one, and momentum is the part that stays', () => {
  const layer = new BatchNormalization({ momentum: 0.75 });
  train(layer, tensor([0, 2], [2, 1]));
  expect(running(layer)).toEqual({ mean: [0.25], variance: [0.75 + 0.25 * 2] }); // of {0, 2}: 2, not 1
});

test('a batch of one value leaves a finite variance', () => {
  const layer = new BatchNormalization();
  expect(train(layer, tensor([3], [1, 1]))).toEqual([0]);
  expect(running(layer).variance[0]).toBeCloseTo(0.9, 6);
});

test('running statistics change in training only', () => {
  const layer = new BatchNormalization();
  const x = randomNormal([8, 2, 2, 3], 5, 2, 'float32', 1);
  predict(layer, x);
  expect(running(layer)).toEqual({ mean: [0, 0, 0], variance: [1, 1, 1] });
  train(layer, x);
  for (const mean of running(layer).mean) expect(mean).toBeGreaterThan(0.3);
});

test('a frozen layer normalizes by its running statistics and keeps them', () => {
  const layer = new BatchNormalization();
  const x = randomNormal([8, 2, 2, 3], 5, 2, 'float32', 1);
  train(layer, x);
  const before = running(layer);
  layer.trainable = false;
  expect(train(layer, x)).toEqual(predict(layer, x));
  expect(running(layer)).toEqual(before);
  layer.trainable = true;
  train(layer, x);
  expect(running(layer)).not.toEqual(before);
});

test('a frozen model freezes its batch normalization', () => {
  const image = input({ shape: [2, 2, 3] });
  const layer = new BatchNormalization();
  const net = model({ inputs: image, outputs: layer.apply(image) as SymbolicTensor });
  const before = running(layer);
  net.trainable = false;
  train(net, randomNormal([8, 2, 2, 3], 5, 2, 'float32', 1));
  expect(running(layer)).toEqual(before);
});

test('without scale and center, and in a nested model, the layer or the nested model is what to freeze', () => {
  const x = randomNormal([8, 2, 2, 3], 5, 2, 'float32', 1);
  const image = input({ shape: [2, 2, 3] });
  const bare = new BatchNormalization({ scale: false, center: false });
  const inner = input({ shape: [2, 2, 3] });
  const full = new BatchNormalization();
  const nested = model({ inputs: inner, outputs: full.apply(inner) as SymbolicTensor });
  const outputs = nested.apply(bare.apply(image) as SymbolicTensor) as SymbolicTensor;
  const net = model({ inputs: image, outputs });
  const start = [running(bare), running(full)];
  bare.trainable = false;
  nested.trainable = false;
  train(net, x);
  expect([running(bare), running(full)]).toEqual(start);
});

test('without scale and center there are no gamma and beta', () => {
  const layer = new BatchNormalization({ scale: false, center: false });
  const y = train(layer, tensor([1, 3], [2, 1]));
  expect(y.map((value) => Math.round(value * 100) / 100)).toEqual([-1, 1]);
  expect(layer.weights).toHaveLength(2);
  layer.trainable = false;
  expect(train(layer, tensor([0.9], [1, 1]))[0]).toBeCloseTo((0.9 - 0.2) / Math.sqrt(0.9 + 0.1 * 2), 4);
});

test('no tensor leaks in inference or training, and dispose frees the weights', () => {
  const before = memory().numTensors;
  const layer = new BatchNormalization();
  const x = randomNormal([8, 2, 2, 3]);
  train(layer, x);
  expect(memory().numTensors).toBe(before + 5); // x and four weights
  for (let step = 0; step < 10; step++) train(layer, x);
  predict(layer, x);
  expect(memory().numTensors).toBe(before + 5);
  layer.dispose();
  x.dispose();
  expect(memory().numTensors).toBe(before);
});

test('regularizers and constraints are those of the standard layer', () => {
  const layer = new BatchNormalization({
    gammaRegularizer: regularizers.l2({ l2: 0.01 }),
    betaConstraint: 'nonNeg',
  });
  layer.build([null, 3]);
  expect(layer.calculateLosses()[0]?.dataSync()[0]).toBeCloseTo(0.03, 6); // 0.01 * (1 + 1 + 1)
  expect(layer.weights[1]?.constraint.getClassName()).toBe('NonNeg');
});

test('bad input is refused with one sentence', () => {
  expect(() => new BatchNormalization({ name: 'bn', momentum: 1 })).toThrow(
    new RangeError('bn: momentum must be at least 0 and less than 1; got 1.'),
  );
  expect(() => new BatchNormalization({ name: 'bn', epsilon: -1 })).toThrow(
    new RangeError('bn: epsilon must be a number of at least 0; got -1.'),
  );
  expect(() => new BatchNormalization({ name: 'bn', axis: 1 }).build([null, 4, 4, 3])).toThrow(
    /^bn normalizes the last axis only \(-1 or 3\); got axis 1\. Transpose the input/,
  );
  expect(() => new BatchNormalization({ name: 'bn' }).build([null, 4, 4, null])).toThrow(
    /should have a defined dimension but the layer received an input with shape \[null,4,4,null\]\./,
  );
});
