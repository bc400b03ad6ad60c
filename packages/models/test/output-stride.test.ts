import '@skipjack/tensorflow';
import {
  losses,
  memory,
  oneHot,
  randomNormal,
  stridedSlice,
  tensor1d,
  tidy,
  train,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createModel } from '../src/index.ts';
import type { ModelName } from '../src/index.ts';

// A dilated net computes, at the pixels that the strided one keeps, the same.
test.each([
  ['resnet50', { compat: 'torchvision' }],
  ['resnet50', { compat: 'paper' }],
  ['resnet50v2', { compat: 'paper' }],
  ['resnet50v2', { compat: 'keras' }],
  ['resnext50_32x4d', {}],
  ['resnet18', {}],
  ['plain34', {}],
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

test('a net of dilations trains', () => {
  const net = createModel('resnet18', { inputShape: [64, 64, 3], classes: 4, outputStride: 16 });
  const optimizer = train.sgd(0.01);
  tidy(() => {
    const images = randomNormal([4, 64, 64, 3], 0, 1, 'float32', 1);
    const labels = oneHot(tensor1d([0, 1, 2, 3], 'int32'), 4);
    const step = (): number =>
      optimizer
        .minimize(() => {
          const logits = net.apply(images, { training: true }) as Tensor;
          return losses.softmaxCrossEntropy(labels, logits) as Scalar;
        }, true)
        ?.dataSync<'float32'>()[0] ?? Number.NaN;
    const seen = [step(), step(), step()];
    expect(seen[2]).toBeLessThan(seen[0] ?? 0);
  });
  optimizer.dispose();
  net.dispose();
});
