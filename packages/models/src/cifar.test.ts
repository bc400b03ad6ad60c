import '@tensorflow/tfjs-backend-cpu';
import { memory, randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { CIFAR_DEPTHS, cifarPlain, cifarResNet } from './cifar.ts';
import { countMacs } from './count-macs.ts';
import { countParams } from './count-params.ts';

/** Parameters of shortcuts A, B and C with 10 classes, of A with 100; millions of multiply-adds of A. */
const GOLDEN = [
  [20, 269_722, 272_474, 283_962, 275_572, '40.551'],
  [32, 464_154, 466_906, 489_594, 470_004, '68.863'],
  [44, 658_586, 661_338, 695_226, 664_436, '97.174'],
  [56, 853_018, 855_770, 900_858, 858_868, '125.486'],
  [110, 1_727_962, 1_730_714, 1_826_202, 1_733_812, '252.888'],
] as const;

function measure(model: LayersModel): [params: number, megaMacs: string] {
  const measured: [number, string] = [countParams(model), (countMacs(model) / 1e6).toFixed(3)];
  model.dispose();
  return measured;
}

test.each(GOLDEN)('depth %i has the parameters and multiply-adds of the reference', (depth, ...golden) => {
  const [a, b, c, hundred, megaMacs] = golden;
  expect(measure(cifarPlain({ depth }))).toEqual([a, megaMacs]);
  expect(measure(cifarResNet({ depth }))).toEqual([a, megaMacs]);
  expect(measure(cifarResNet({ depth, shortcut: 'B' }))[0]).toBe(b);
  expect(measure(cifarResNet({ depth, shortcut: 'C' }))[0]).toBe(c);
  expect(measure(cifarResNet({ depth, classes: 100 }))[0]).toBe(hundred);
});

test('twins start from the same weights, in the layers of the same names', () => {
  const [plain, residual] = [cifarPlain({ depth: 14, seed: 9 }), cifarResNet({ depth: 14, seed: 9 })];
  const weighted = plain.layers.filter((layer) => layer.weights.length > 0);
  expect(weighted).toHaveLength(13 + 13 + 1);
  for (const layer of weighted) {
    const [ours, theirs] = [layer, residual.getLayer(layer.name)].map((each) => each.getWeights());
    expect(ours?.map((weight) => weight.dataSync())).toEqual(theirs?.map((weight) => weight.dataSync()));
  }
  expect(residual.weights).toHaveLength(plain.weights.length);
});

test('a seed gives the same net every time, and another seed another', () => {
  const kernel = (seed: number): Float32Array =>
    cifarPlain({ depth: 8, seed })
      .getLayer('stage3_block1_2_conv')
      .getWeights()[0]
      ?.dataSync() as Float32Array;
  expect(kernel(0)).toEqual(kernel(0));
  expect(kernel(0)).not.toEqual(kernel(1));
});

test.each([
  [[1, 1, 1], 2],
  [[7, 5, 2], 2],
  [[28, 28, 1], 1],
] as const)('images of shape %j pass through', (inputShape, batch) => {
  for (const net of [cifarPlain, cifarResNet]) {
    const before = memory().numTensors;
    const model = net({ depth: 8, inputShape, classes: 3 });
    tidy(() => {
      const logits = model.predict(randomNormal([batch, ...inputShape], 0, 1, 'float32', 1)) as Tensor;
      expect(logits.shape).toEqual([batch, 3]);
      for (const logit of logits.dataSync()) expect(Number.isFinite(logit)).toBe(true);
    });
    model.dispose();
    expect(memory().numTensors).toBe(before);
  }
});

test('shortcutPadding moves the channels of zeros', () => {
  const padding = (shortcutPadding: 'after' | 'both'): unknown =>
    cifarResNet({ depth: 8, shortcutPadding }).getLayer('stage2_block1_shortcut_pad').getConfig()['padding'];
  expect(padding('after')).toEqual([
    [0, 0],
    [0, 16],
  ]);
  expect(padding('both')).toEqual([
    [0, 0],
    [8, 8],
  ]);
});

test.each([2, 0, -4, 21, 20.5, Number.NaN, Infinity])('depth %s is refused', (depth) => {
  const message = `depth must be 6n + 2 (${CIFAR_DEPTHS.join(', ')}); got ${depth}.`;
  for (const net of [cifarPlain, cifarResNet]) expect(() => net({ depth })).toThrow(new RangeError(message));
});

test('a depth that is a string, and no options, are refused', () => {
  for (const net of [cifarPlain, cifarResNet]) {
    expect(() => net({ depth: '20' as never })).toThrow(/^depth must be 6n \+ 2 .*; got "20"\.$/);
    expect(() => net(undefined as never)).toThrow(/^cifar\w+ needs an object of options; got undefined\.$/);
  }
});

test('an option that the net does not have is refused, and one that is undefined is not given', () => {
  const plain = { depth: 8, shortcut: 'A' };
  expect(() => cifarPlain(plain)).toThrow(
    new TypeError(
      'cifarPlain has no option "shortcut"; it has depth, inputShape, classes, pooling, classifierActivation, dropout, compat, seed, name.',
    ),
  );
  const residual = { depth: 8, strideIn: 'zzz' };
  expect(() => cifarResNet(residual)).toThrow(/^cifarResNet has no option "strideIn"; it has depth, /);
  const unnamed = { depth: 8, name: undefined, strideIn: undefined } as { depth: number };
  expect(cifarPlain(unnamed).name).toBe('plain8');
  expect(cifarResNet(unnamed).name).toBe('resnet8');
});
