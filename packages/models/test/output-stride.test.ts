import '@skipjack/tensorflow';
import { memory, randomNormal, stridedSlice, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createModel } from '../src/index.ts';
import type { ModelName } from '../src/index.ts';

// A dilated net computes, at the pixels that the strided one keeps, the same.
test.each([
  ['resnet50', { compat: 'torchvision' }],
  ['resnet50', { compat: 'paper' }],
  ['resnet50v2', { compat: 'paper' }],
  ['resnext50_32x4d', {}],
] as const)('every 4th pixel of %s %j of output stride 8 is that of output stride 32', (name, options) => {
  const build = (outputStride: 8 | 32) =>
    createModel(name as ModelName, { ...options, inputShape: [96, 64, 3], classes: 0, outputStride });
  const [fine, coarse] = [build(8), build(32)];
  tidy(() => {
    const images = randomNormal([1, 96, 64, 3], 0, 1, 'float32', 1);
    const map = fine.predict(images) as Tensor;
    const expected = coarse.predict(images) as Tensor;
    expect(map.shape.slice(1, 3)).toEqual([12, 8]);
    expect(expected.shape.slice(1, 3)).toEqual([3, 2]);
    const kept = stridedSlice(map, [0, 0, 0, 0], map.shape, [1, 4, 4, 1]).dataSync<'float32'>();
    const theirs = expected.dataSync<'float32'>();
    const scale = theirs.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const apart = theirs.reduce((most, x, i) => Math.max(most, Math.abs(x - (kept[i] ?? Number.NaN))), 0);
    expect(scale).toBeGreaterThan(0);
    expect(apart / scale).toBeLessThan(1e-4);
  });
  for (const model of [fine, coarse]) model.dispose();
  expect(memory().numTensors).toBe(0);
});
