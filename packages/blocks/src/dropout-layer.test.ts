import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { memory, ones, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { dropout } from './dropout.ts';
import { Dropout } from './dropout-layer.ts';
import { stochasticDepth } from './stochastic-depth.ts';

const draw = (layer: Dropout, shape = [4, 100]): number[] =>
  tidy(() => [...layer.call(ones(shape), { training: true }).dataSync()]);

test('a number is dropped with the rate, and kept ones make up for it', () => {
  const values = draw(new Dropout({ rate: 0.25, seed: 3 }), [100, 100]);
  expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  const kept = values.filter((value) => value > 0).length / values.length;
  expect(kept).toBeGreaterThan(0.73);
  expect(kept).toBeLessThan(0.77);
});

test('every step has another mask, every run the same ones, and a run goes on where another stopped', () => {
  const first = new Dropout({ rate: 0.5, seed: 7 });
  const masks = [draw(first), draw(first), draw(first)];
  expect(masks[0]).not.toEqual(masks[1]);
  const second = new Dropout({ rate: 0.5, seed: 7 });
  expect([draw(second), draw(second)]).toEqual(masks.slice(0, 2));
  const resumed = new Dropout({ rate: 0.5, seed: 7 });
  resumed.draws = second.draws;
  expect(draw(resumed)).toEqual(masks[2]);
  expect(draw(new Dropout({ rate: 0.5, seed: 8 }))).not.toEqual(masks[0]);
});

test('nothing is dropped at inference, and nothing leaks in training', () => {
  const layer = new Dropout({ rate: 0.5 });
  const x = ones([2, 3]);
  expect(layer.call(x, {})).toBe(x);
  expect(layer.draws).toBe(0);
  const before = memory().numTensors;
  draw(layer);
  expect(memory().numTensors).toBe(before);
  x.dispose();
});

test('a saved layer is the standard one', () => {
  const ours = new Dropout({ name: 'd', rate: 0.4, seed: 5, noiseShape: [null, 1] });
  expect(ours.getClassName()).toBe('Dropout');
  const config = layers.dropout({ name: 'd', rate: 0.4, seed: 5 }).getConfig();
  expect(Object.keys(ours.getConfig()).sort()).toEqual(Object.keys(config).sort());
  expect(new Dropout(ours.getConfig() as never).getConfig()).toEqual(ours.getConfig());
});

test('stochastic depth drops the path of an image as a whole', () => {
  const image = input({ shape: [2, 2, 3] });
  const net = model({ inputs: image, outputs: stochasticDepth(image, { name: 'b', survival: 0.8 }) });
  tidy(() => {
    const y = net.apply(ones([500, 2, 2, 3]), { training: true }) as Tensor;
    const perImage = y.reshape([500, 12]).arraySync() as number[][];
    for (const values of perImage) expect(new Set(values).size).toBe(1);
    const there = perImage.filter(([value]) => value !== 0).length / 500;
    expect(there).toBeGreaterThan(0.74);
    expect(there).toBeLessThan(0.86);
    expect(Math.max(...perImage.flat())).toBeCloseTo(1.25, 6);
    const x = ones([1, 2, 2, 3]);
    expect((net.predict(x) as Tensor).dataSync()).toEqual(x.dataSync());
  });
});

test('rates and probabilities out of range are refused, and none makes no layer', () => {
  const image = input({ shape: [2, 2, 3] });
  expect(() => dropout(image, { name: 'd', rate: 1 })).toThrow(
    'rate must be at least 0 and less than 1; got 1.',
  );
  expect(() => stochasticDepth(image, { name: 'b', survival: 0 })).toThrow(
    'b: survival must be a probability above 0 and at most 1; got 0.',
  );
  expect(dropout(image, { name: 'd', rate: 0 })).toBe(image);
  expect(stochasticDepth(image, { name: 'b', survival: 1 })).toBe(image);
});
