import '@tensorflow/tfjs-backend-cpu';
import { min, randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { convBn } from './conv-bn.ts';
import type { ConvBnOptions } from './conv-bn.ts';

function net(options: Partial<ConvBnOptions>): LayersModel {
  const image = input({ shape: [9, 9, 3] });
  const outputs = convBn(image, { name: 'stem', filters: 8, kernelSize: 3, ...options });
  return model({ inputs: image, outputs });
}

test('layers are named by place and come in the paper’s order', () => {
  const names = (options: Partial<ConvBnOptions>): string[] =>
    net(options)
      .layers.slice(1)
      .map((layer) => layer.name);
  expect(names({ stride: 2 })).toEqual(['stem_pad', 'stem_conv', 'stem_bn', 'stem_relu']);
  expect(names({})).toEqual(['stem_conv', 'stem_bn', 'stem_relu']);
  expect(names({ activation: 'linear' })).toEqual(['stem_conv', 'stem_bn']);
});

test('the ReLU is what the activation says', () => {
  const smallest = (options: Partial<ConvBnOptions>): number =>
    tidy(
      () =>
        min(net(options).predict(randomNormal([2, 9, 9, 3], 0, 1, 'float32', 1)) as Tensor).dataSync()[0] ??
        0,
    );
  expect(smallest({})).toBe(0);
  expect(smallest({ activation: 'linear' })).toBeLessThan(0);
});

test('parameters: a kernel, a scale and an offset, and two running statistics', () => {
  expect(net({}).countParams()).toBe(3 * 3 * 3 * 8 + 4 * 8);
});

test('an unknown activation is refused', () => {
  // @ts-expect-error: not an activation
  expect(() => net({ activation: 'tanh' })).toThrow(
    new RangeError("stem: activation must be 'relu' or 'linear'; got 'tanh'."),
  );
});
