import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { randomUniform, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { auxiliaryClassifier } from './auxiliary-classifier.ts';
import { fullyConnectedClassifier } from './fully-connected-classifier.ts';
import { globalPoolClassifier } from './global-pool-classifier.ts';

const net = (size: number, head: (x: SymbolicTensor) => SymbolicTensor): LayersModel => {
  const image = input({ shape: [size, size, 6], name: 'image' });
  return model({ inputs: image, outputs: head(image) });
};
const names = ({ layers }: LayersModel): string[] => layers.map(({ name }) => name).slice(1);
const params = ({ trainableWeights }: LayersModel): number =>
  trainableWeights.reduce(
    (total, { shape }) => total + shape.reduce<number>((n, dim) => n * Number(dim), 1),
    0,
  );

test('a pooling head takes the mean or the maximum, and drops before its last layer', () => {
  const head = net(4, (x) => globalPoolClassifier(x, { classes: 3, pooling: 'max', dropout: 0.4 }));
  expect(names(head)).toEqual(['head_pool', 'head_dropout', 'head_dense']);
  const { weights } = head;
  expect(weights.map(({ shape }) => shape)).toEqual([[6, 3], [3]]);
  tidy(() => {
    const x = randomUniform([2, 4, 4, 6], 0, 1, 'float32', 1);
    const expected = x.max([1, 2]).matMul(weights[0]?.read() as Tensor);
    const y = head.predict(x) as Tensor;
    expect(y.sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-6);
  });
});

test('dense layers over all pixels have the dropout behind them, or before', () => {
  const options = { classes: 3, units: [5, 4], dropout: 0.5 };
  const behind = net(2, (x) => fullyConnectedClassifier(x, options));
  expect(names(behind)).toEqual([
    'head_flatten',
    'head_1_dense',
    'head_1_dropout',
    'head_2_dense',
    'head_2_dropout',
    'head_dense',
  ]);
  const before = net(2, (x) =>
    fullyConnectedClassifier(x, { ...options, dropoutPlace: 'before', initialBias: 1 }),
  );
  expect(names(before).slice(0, 3)).toEqual(['head_flatten', 'head_1_dropout', 'head_1_dense']);
  expect(params(before)).toBe(24 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3);
  expect([...(before.getLayer('head_1_dense').getWeights()[1]?.dataSync() ?? [])]).toEqual([1, 1, 1, 1, 1]);
  expect([...(before.getLayer('head_dense').getWeights()[1]?.dataSync() ?? [])]).toEqual([0, 0, 0]);
});

test.each([
  ['5x5', 14],
  ['adaptive', 14],
  ['adaptive', 9],
] as const)('an auxiliary head with %s pooling brings %i pixels to 4x4', (pooling, size) => {
  const head = net(size, (x) =>
    auxiliaryClassifier(x, { name: 'aux1', classes: 3, filters: 8, units: 10, pooling }),
  );
  expect(head.getLayer('aux1_conv').outputShape).toEqual([null, 4, 4, 8]);
  expect(params(head)).toBe(6 * 8 + 2 * 8 + 4 * 4 * 8 * 10 + 10 + 10 * 3 + 3);
});

test('an auxiliary head of the paper refuses an image that its windows do not fit', () => {
  expect(() => net(4, (x) => auxiliaryClassifier(x, { name: 'aux1', classes: 3 }))).toThrow(
    'aux1_pool needs a padded image of at least 5x5 pixels; got 4x4: use larger images.',
  );
});

test('classes, activations and pooling out of range are refused', () => {
  const build = (options: object) => () => net(4, (x) => globalPoolClassifier(x, options as never));
  expect(build({ classes: 0 })).toThrow('classes must be an integer of at least 1; got 0.');
  expect(build({ classes: 2, activation: 'relu' })).toThrow(
    "activation must be 'linear' or 'softmax'; got 'relu'.",
  );
  expect(build({ classes: 2, pooling: 'sum' })).toThrow("pooling must be 'average' or 'max'; got 'sum'.");
  expect(() =>
    net(4, (x) => fullyConnectedClassifier(x, { classes: 2, dropoutPlace: 'after' as 'behind' })),
  ).toThrow("dropoutPlace must be 'behind' or 'before'; got 'after'.");
});
