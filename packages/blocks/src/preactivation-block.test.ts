import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { preactivationBlock, preactivationBottleneck } from './preactivation-block.ts';
import type { PreactivationBlockOptions } from './preactivation-block.ts';

const net = (
  options: Partial<PreactivationBlockOptions> = {},
  block: typeof preactivationBlock = preactivationBlock,
): LayersModel => {
  const image = input({ shape: [6, 6, 4], name: 'image' });
  return model({ inputs: image, outputs: block(image, { name: 'b', filters: 4, ...options }) });
};
const names = (built: LayersModel): string[] => built.layers.map(({ name }) => name);
const inputsOfSum = (built: LayersModel): string[] =>
  (built.getLayer('b_add').input as SymbolicTensor[]).map(({ sourceLayer }) => sourceLayer.name);

test('normalization and activation come before each convolution, and nothing behind the sum', () => {
  const built = net();
  expect(names(built)).toEqual([
    'image',
    'b_1_bn',
    'b_1_relu',
    'b_1_conv',
    'b_2_bn',
    'b_2_relu',
    'b_2_conv',
    'b_add',
  ]);
  expect(inputsOfSum(built)).toEqual(['b_2_conv', 'image']);
  const inner = model({ inputs: built.inputs, outputs: built.getLayer('b_2_conv').output as SymbolicTensor });
  tidy(() => {
    const x = randomNormal([2, 6, 6, 4], 0, 1, 'float32', 1);
    const expected = (inner.predict(x) as Tensor).add(x);
    expect((built.predict(x) as Tensor).dataSync()).toEqual(expected.dataSync());
  });
});

test('a projection takes the activated map and has no normalization', () => {
  const built = net({ stride: 2, filters: 8, bias: true });
  const projection = built.getLayer('b_shortcut_conv');
  expect((projection.input as SymbolicTensor).sourceLayer.name).toBe('b_1_relu');
  expect(names(built)).not.toContain('b_shortcut_bn');
  // Biases where no normalization follows: the last convolution and the projection.
  const biased = built.layers.filter(({ weights }) => weights.some(({ name }) => name.endsWith('bias')));
  expect(biased.map(({ name }) => name).sort()).toEqual(['b_2_conv', 'b_shortcut_conv']);
});

test('shortcut A pads the activated map, and subsample takes the input as it is', () => {
  const padded = net({ stride: 2, filters: 8, shortcut: 'A' });
  expect((padded.getLayer('b_shortcut_pool').input as SymbolicTensor).sourceLayer.name).toBe('b_1_relu');
  const subsampled = net({ stride: 2, shortcut: 'subsample' });
  expect((subsampled.getLayer('b_shortcut_pool').input as SymbolicTensor).sourceLayer.name).toBe('image');
  expect(() => net({ filters: 8, shortcut: 'subsample' })).toThrow(
    'b_shortcut: a shortcut that subsamples keeps the channels, here 4, and the block returns 8. Use shortcut B.',
  );
});

test('behind a stem that is active already the first normalization is left out', () => {
  expect(names(net({ preactivate: false }))).not.toContain('b_1_bn');
});

test('a bottleneck returns four times its filters', () => {
  const image = input({ shape: [6, 6, 4], name: 'image' });
  const y = preactivationBottleneck(image, { name: 'b', filters: 4, stride: 2, groups: 2, width: 6 });
  expect(y.shape).toEqual([null, 3, 3, 16]);
  const built = model({ inputs: image, outputs: y });
  expect(built.getLayer('b_1_conv').outputShape).toEqual([null, 6, 6, 6]);
  expect(built.getLayer('b_2_conv').outputShape).toEqual([null, 3, 3, 6]);
  expect(() => preactivationBottleneck(image, { name: 'c', filters: 4, strideIn: '5x5' as '3x3' })).toThrow(
    "strideIn must be '1x1' or '3x3'",
  );
});
