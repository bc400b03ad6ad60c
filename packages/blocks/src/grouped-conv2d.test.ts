import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { concat, conv2d, grads, memory, randomNormal, split, sum, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { conv } from './conv.ts';
import { GroupedConv2D } from './grouped-conv2d.ts';
import { heNormal } from './he-normal.ts';

test.each([
  [1, 1],
  [2, 1],
  [1, 2],
])('each group sees its own channels only (stride %i, dilation %i)', (stride, dilation) => {
  const image = input({ shape: [9, 9, 6] });
  const y = conv(image, {
    name: 'c',
    filters: 9,
    kernelSize: 3,
    groups: 3,
    stride,
    dilation,
    bias: true,
    initialBias: 2,
  });
  const net = model({ inputs: image, outputs: y });
  expect(net.weights.map(({ shape }) => shape)).toEqual([[3, 3, 2, 9], [9]]);
  expect(y.shape).toEqual([null, Math.ceil(9 / stride), Math.ceil(9 / stride), 9]);
  tidy(() => {
    const x = randomNormal([2, 9, 9, 6], 0, 1, 'float32', 1) as Tensor4D;
    const kernels = split(net.getWeights()[0] as Tensor4D, 3, 3);
    const parts = split(x, 3, 3).map((part, group) =>
      conv2d(part as Tensor4D, kernels[group] as Tensor4D, stride, dilation, 'NHWC', dilation).add(2),
    );
    expect((net.predict(x) as Tensor).dataSync()).toEqual(concat(parts, 3).dataSync());
  });
  net.dispose();
});

test('groups start as wide as a convolution of as many inputs', () => {
  const kernel = tidy(() => {
    const layer = new GroupedConv2D({
      filters: 64,
      kernelSize: 3,
      groups: 8,
      kernelInitializer: heNormal({ seed: 1 }),
    });
    layer.apply(input({ shape: [4, 4, 64] }));
    return layer.getWeights()[0]?.dataSync() as Float32Array;
  });
  const variance = kernel.reduce((total, value) => total + value * value, 0) / kernel.length;
  expect(variance).toBeCloseTo(2 / (3 * 3 * 8), 2);
});

test('a layer made from its configuration is equal, and gradients reach every weight', () => {
  const before = memory().numTensors;
  const layer = new GroupedConv2D({
    name: 'g',
    filters: 4,
    kernelSize: 3,
    groups: 2,
    strides: 2,
    padding: 'same',
  });
  const twin = new GroupedConv2D(layer.getConfig() as never);
  expect(twin.getConfig()).toEqual(layer.getConfig());
  const image = input({ shape: [8, 8, 4] });
  const net = model({ inputs: image, outputs: layer.apply(image) as never });
  tidy(() => {
    const x = randomNormal([1, 8, 8, 4], 0, 1, 'float32', 2);
    const gradient = grads((a) => sum(net.apply(a) as Tensor))([x])[0] as Tensor;
    expect(gradient.shape).toEqual(x.shape);
    expect(gradient.abs().sum().dataSync()[0]).toBeGreaterThan(0);
  });
  net.dispose();
  expect(memory().numTensors).toBe(before);
});

test('groups that do not divide the channels or the filters are refused', () => {
  const image = input({ shape: [8, 8, 6] });
  const build = (filters: number, groups: number) => () =>
    conv(image, { name: 'c', filters, kernelSize: 3, groups });
  expect(build(8, 4)).toThrow(
    new RangeError('c: groups must divide channels and filters, here 6 and 8; got 4.'),
  );
  expect(build(8, 3)).toThrow(
    new RangeError('c: groups must divide channels and filters, here 6 and 8; got 3.'),
  );
  expect(build(8, 0)).toThrow(new RangeError('c: groups must be an integer of at least 1; got 0.'));
});

test('a configuration with plain numbers, as saved before, makes the same layer, and a frozen bias stays the bias', () => {
  const saved = {
    name: 'g',
    filters: 4,
    kernelSize: 3,
    groups: 2,
    strides: 2,
    padding: 'valid' as const,
    dilationRate: 1,
    useBias: true,
    kernelInitializer: { className: 'GlorotUniform', config: { seed: null } },
    biasInitializer: { className: 'Zeros', config: {} },
  };
  const layer = new GroupedConv2D(saved);
  expect(layer.getConfig()).toMatchObject({ kernelSize: [3, 3], strides: [2, 2], groups: 2, useBias: true });
  layer.apply(input({ shape: [9, 9, 6] }));
  const x = randomNormal([1, 9, 9, 6], 0, 1, 'float32', 4);
  const run = () => tidy(() => (layer.call(x) as Tensor).dataSync());
  const expected = run();
  for (const weight of layer.weights.slice(0, 1)) weight.trainable = false;
  expect(run()).toEqual(expected);
  x.dispose();
  layer.dispose();
});
