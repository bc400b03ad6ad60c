import '@tensorflow/tfjs-backend-cpu';
import { max, memory, abs, randomUniform, sub, tidy, tile } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { createModel } from './registry.ts';
import { transferWeights } from './transfer-weights.ts';

const net = (channels: number, classes: number, seed: number): LayersModel =>
  createModel('resnet20', { inputShape: [16, 16, channels], classes, seed });

const apart = (a: LayersModel, x: Tensor, b: LayersModel, y: Tensor): number =>
  tidy(
    () =>
      max(abs(sub(a.predict(x) as Tensor, b.predict(y) as Tensor))).dataSync<'float32'>()[0] ?? Number.NaN,
  );

test('a net for grey images gives what three equal channels gave', () => {
  const before = memory().numTensors;
  const [from, to] = [net(3, 4, 1), net(1, 4, 2)];
  const { copied, adapted, kept } = transferWeights({ from, to });
  expect([adapted, kept]).toEqual([['stem_conv'], []]);
  expect(copied).toContain('head_dense');
  tidy(() => {
    const grey = randomUniform([2, 16, 16, 1], -1, 1, 'float32', 3);
    expect(apart(to, grey, from, tile(grey, [1, 1, 1, 3]))).toBeLessThan(1e-4);
  });
  for (const model of [from, to]) model.dispose();
  expect(memory().numTensors).toBe(before);
});

test('more channels share what three had, and twice as many equal ones give the same', () => {
  const [from, to] = [net(3, 4, 1), net(6, 4, 2)];
  transferWeights({ from, to });
  tidy(() => {
    const image = randomUniform([2, 16, 16, 3], -1, 1, 'float32', 3);
    expect(apart(to, tile(image, [1, 1, 1, 2]), from, image)).toBeLessThan(1e-4);
  });
  const five = net(5, 4, 2);
  expect(transferWeights({ from, to: five }).adapted).toEqual(['stem_conv']);
  for (const model of [from, to, five]) model.dispose();
});

test('a head for other classes keeps its own weights, the rest is copied', () => {
  const [from, to] = [net(3, 4, 1), net(3, 7, 2)];
  const head = tidy(() => to.getLayer('head_dense').getWeights()[0]?.dataSync());
  const { kept, copied } = transferWeights({ from, to });
  expect(kept).toEqual(['head_dense']);
  expect(copied).toHaveLength(to.layers.filter(({ weights }) => weights.length > 0).length - 1);
  expect(tidy(() => to.getLayer('head_dense').getWeights()[0]?.dataSync())).toEqual(head);
  const [ours, theirs] = [to, from].map((model) =>
    model.getLayer('stage3_block3_2_bn').getWeights()[0]?.dataSync(),
  );
  expect(ours).toEqual(theirs);
  for (const model of [from, to]) model.dispose();
});

test('layers that only the first model has are named', () => {
  const [from, to] = [net(3, 4, 1), createModel('resnet20', { inputShape: [16, 16, 3], classes: 0 })];
  expect(transferWeights({ from, to }).unused).toEqual(['head_dense']);
  const shallow = createModel('resnet20', { inputShape: [16, 16, 3], classes: 4, seed: 2 });
  const projected = createModel('resnet20', { inputShape: [16, 16, 3], classes: 4, shortcut: 'B' });
  expect(transferWeights({ from, to: shallow }).unused).toEqual([]);
  expect(transferWeights({ from: projected, to: shallow }).unused).toEqual([
    'stage2_block1_shortcut_conv',
    'stage2_block1_shortcut_bn',
    'stage3_block1_shortcut_conv',
    'stage3_block1_shortcut_bn',
  ]);
  for (const model of [from, to, shallow, projected]) model.dispose();
});

test('nets that are not the same are refused, and nothing is changed', () => {
  const [from, to] = [
    createModel('resnet20', { classes: 4 }),
    createModel('resnet32', { classes: 4, seed: 2 }),
  ];
  const stem = tidy(() => to.getLayer('stem_conv').getWeights()[0]?.dataSync());
  expect(() => transferWeights({ from, to })).toThrow(
    'The model that has learned has no layer stage1_block4_1_conv; give two models of the same net.',
  );
  expect(tidy(() => to.getLayer('stem_conv').getWeights()[0]?.dataSync())).toEqual(stem);
  const wide = createModel('resnet18', { inputShape: [32, 32, 3], classes: 4, stem: 'cifar' });
  expect(() => transferWeights({ from, to: wide })).toThrow(
    /^Layer stem_conv has weights \[\[3,3,3,16\]\] in the model that has learned and \[\[3,3,3,64\]\] in the other/,
  );
  for (const model of [from, to, wide]) model.dispose();
});

test('what is no model is refused in one sentence', () => {
  expect(() => transferWeights({} as never)).toThrow(
    new TypeError('from must be a model, such as createModel returns; got undefined.'),
  );
  const from = net(3, 4, 1);
  expect(() => transferWeights({ from, to: 'resnet20' as never })).toThrow(
    new TypeError('to must be a model, such as createModel returns; got resnet20.'),
  );
  from.dispose();
});
