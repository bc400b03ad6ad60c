import '@tensorflow/tfjs-backend-cpu';
import { abs, max, memory, moments, tidy } from '@tensorflow/tfjs-core';
import { input, layers, model, models } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { heNormal } from './he-normal.ts';
import { normal } from './normal.ts';

const SHAPE = [3, 3, 64, 128];

function standardDeviation(options: Parameters<typeof heNormal>[0]): number {
  return tidy(() => Math.sqrt(moments(heNormal(options).apply(SHAPE)).variance.dataSync()[0] ?? 0));
}

test('the standard deviation is sqrt(2 / fan), not truncated', () => {
  expect(standardDeviation({ mode: 'fanIn' }) / Math.sqrt(2 / (9 * 64))).toBeCloseTo(1, 2);
  expect(standardDeviation({ mode: 'fanOut' }) / Math.sqrt(2 / (9 * 128))).toBeCloseTo(1, 2);
  const largest = tidy(() => max(abs(heNormal().apply(SHAPE))).dataSync()[0] ?? 0);
  expect(largest).toBeGreaterThan(3.5 * Math.sqrt(2 / (9 * 64)));
});

test('a truncated draw stays within bounds and has the whole standard deviation', () => {
  const target = Math.sqrt(2 / (9 * 64));
  expect(standardDeviation({ truncated: true }) / target).toBeCloseTo(1, 2);
  const largest = tidy(() => max(abs(heNormal({ truncated: true }).apply(SHAPE))).dataSync()[0] ?? 0);
  expect(largest / target).toBeLessThanOrEqual(2 / 0.8796256 + 1e-4);
});

test('normal has the standard deviation that it is told, whatever the size', () => {
  const values = tidy(
    () => moments(normal({ standardDeviation: 0.01, seed: 3 }).apply(SHAPE)).variance.dataSync()[0],
  );
  expect(Math.sqrt(values ?? 0) / 0.01).toBeCloseTo(1, 2);
  expect(() => normal({ standardDeviation: -1 })).toThrow(
    'standardDeviation must be a number of at least 0; got -1.',
  );
});

test('a dense kernel counts its inputs', () => {
  const variance = tidy(() => moments(heNormal().apply([500, 200])).variance.dataSync()[0] ?? 0);
  expect(variance / (2 / 500)).toBeCloseTo(1, 1);
});

test('equal seeds give equal weights, seed 0 included', () => {
  const draw = (seed: number): number[] => tidy(() => [...heNormal({ seed }).apply(SHAPE).dataSync()]);
  expect(draw(0)).toEqual(draw(0));
  expect(draw(5)).toEqual(draw(5));
  expect(draw(0)).not.toEqual(draw(5));
});

test('one tensor is made, and no other stays', () => {
  const before = memory().numTensors;
  const weights = heNormal().apply(SHAPE);
  expect(memory().numTensors).toBe(before + 1);
  weights.dispose();
});

test('a saved layer holds the standard VarianceScaling and loads in plain tfjs', async () => {
  const image = input({ shape: [4, 4, 2] });
  const kernelInitializer = heNormal({ seed: 3, mode: 'fanOut' });
  const convolution = layers.conv2d({ filters: 2, kernelSize: 1, kernelInitializer });
  const net = model({ inputs: image, outputs: convolution.apply(image) as SymbolicTensor });
  const config = { scale: 2, mode: 'fanOut', distribution: 'normal', seed: 3 };
  const standard = { className: 'VarianceScaling', config };
  expect(convolution.getConfig()['kernelInitializer']).toEqual(standard);
  const loaded = await models.modelFromJSON(JSON.parse(net.toJSON() as string));
  expect(loaded.layers[1]?.getConfig()['kernelInitializer']).toEqual(standard);
  net.dispose();
  loaded.dispose();
});

test('an unknown mode and a seed that is none are refused', () => {
  // @ts-expect-error: not a mode
  expect(() => heNormal({ mode: 'fan' })).toThrow(
    new RangeError("heNormal: mode must be 'fanIn' or 'fanOut'; got 'fan'."),
  );
  expect(() => heNormal({ seed: -1 })).toThrow(
    new RangeError('heNormal: seed must be an integer from 0 to 4294967295; got -1.'),
  );
});
