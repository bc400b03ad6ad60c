import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { countMacs } from './count-macs.ts';
import { countParams } from './count-params.ts';
import { onMetaBackend } from './describe/meta-backend.ts';
import { modelCard } from './model-card.ts';
import type { Compat } from './net-options.ts';
import { createModel, listModels } from './registry.ts';
import type { ModelName } from './registry.ts';
import { stagesOf } from './stages.ts';

/** Name, whose form, trainable parameters, and multiply-adds in thousandths of 10^9, of the reference tables. */
const FORMS: readonly (readonly [ModelName, Compat, number, string])[] = [
  ['alexnet', 'paper', 60_965_224, '0.724'],
  ['alexnet', 'torchvision', 61_100_840, '0.714'],
  ['googlenet', 'paper', 6_998_552, '1.583'],
  ['googlenet', 'torchvision', 6_624_904, '1.498'],
  ...(['paper', 'torchvision', 'keras'] as const).flatMap((compat): [ModelName, Compat, number, string][] => [
    ['vgg11', compat, 132_863_336, '7.609'],
    ['vgg11_lrn', compat, 132_863_336, '7.609'],
    ['vgg11_bn', compat, 132_868_840, '7.609'],
    ['vgg13', compat, 133_047_848, '11.308'],
    ['vgg13_bn', compat, 133_053_736, '11.308'],
    ['vgg16_c', compat, 133_638_952, '11.771'],
    ['vgg16_c_bn', compat, 133_647_400, '11.771'],
    ['vgg16', compat, 138_357_544, '15.470'],
    ['vgg16_bn', compat, 138_365_992, '15.470'],
    ['vgg19', compat, 143_667_240, '19.632'],
    ['vgg19_bn', compat, 143_678_248, '19.632'],
  ]),
  ['plain18', 'paper', 11_515_688, '1.795'],
  ['plain34', 'paper', 21_623_848, '3.644'],
  ['resnet18', 'paper', 11_689_512, '1.814'],
  ['resnet18', 'torchvision', 11_689_512, '1.814'],
  ['resnet34', 'paper', 21_797_672, '3.664'],
  ['resnet34', 'torchvision', 21_797_672, '3.664'],
  ['resnet50', 'paper', 25_557_032, '3.858'],
  ['resnet50', 'torchvision', 25_557_032, '4.089'],
  ['resnet50', 'keras', 25_583_592, '3.858'],
  ['resnet101', 'paper', 44_549_160, '7.570'],
  ['resnet101', 'torchvision', 44_549_160, '7.801'],
  ['resnet101', 'keras', 44_601_832, '7.570'],
  ['resnet152', 'paper', 60_192_808, '11.282'],
  ['resnet152', 'torchvision', 60_192_808, '11.514'],
  ['resnet152', 'keras', 60_268_520, '11.282'],
  ['resnet50v2', 'keras', 25_568_360, '3.482'],
  ['resnet101v2', 'keras', 44_577_896, '7.194'],
  ['resnet152v2', 'keras', 60_236_904, '10.907'],
  // The reference has no numbers of these forms: they are summed by hand from He et al. 2016, figure 4 (e) and table 4.
  ['resnet50v2', 'paper', 25_549_352, '4.089'],
  ['resnet101v2', 'paper', 44_541_480, '7.801'],
  ['resnet152v2', 'paper', 60_185_128, '11.514'],
  ['resnext50_32x4d', 'torchvision', 25_028_904, '4.230'],
  ['wide_resnet50_2', 'torchvision', 68_883_240, '11.398'],
  ...(['plain', 'resnet'] as const).flatMap((family): [ModelName, Compat, number, string][] => [
    [`${family}20`, 'paper', 269_722, '0.041'],
    [`${family}32`, 'paper', 464_154, '0.069'],
    [`${family}44`, 'paper', 658_586, '0.097'],
    [`${family}56`, 'paper', 853_018, '0.125'],
    [`${family}110`, 'paper', 1_727_962, '0.253'],
    [`${family}1202`, 'paper', 19_421_274, '2.829'],
  ]),
  ['resnet110v2', 'paper', 1_730_522, '0.253'],
  ['resnet164v2', 'paper', 1_703_258, '0.245'],
  ['resnet1001v2', 'paper', 10_327_706, '1.488'],
];

/** Product of the strides from the image to the layer, along its first input. */
function reductionOf(layer: layers.Layer): number {
  const strides: unknown = layer.getConfig()['strides'];
  const own = Number(Array.isArray(strides) ? strides[0] : (strides ?? 1));
  const before = layer.inboundNodes[0]?.inboundLayers[0];
  return before === undefined ? own : own * reductionOf(before);
}

/** Builds the form without weights, looks at it, and disposes it. */
function inspect<T>(name: ModelName, options: object, look: (model: LayersModel) => T): T {
  return onMetaBackend(() => {
    const model = createModel(name, options);
    try {
      return look(model);
    } finally {
      model.dispose();
    }
  });
}

test('every form of every model is in the table', () => {
  const forms = listModels().flatMap((name) => modelCard(name).compat.map((compat) => `${name} ${compat}`));
  expect(FORMS.map(([name, compat]) => `${name} ${compat}`).sort()).toEqual(forms.sort());
});

test.each(FORMS)(
  '%s of compat %s is what the reference, its card and its stages say',
  (name, compat, params, gigaMacs) => {
    const card = modelCard(name);
    const inputShape = compat === 'paper' ? card.inputShape : [224, 224, 3];
    const layerNames = inspect(name, { compat }, (model) => {
      expect(model.name).toBe(name);
      expect(countParams(model)).toBe(params);
      expect((countMacs(model) / 1e9).toFixed(3)).toBe(gigaMacs);
      expect(model.inputs[0]?.shape).toEqual([null, ...inputShape]);
      expect(model.outputs.map(({ shape }) => shape)).toEqual([[null, card.classes]]);
      if (compat === card.compat[0]) {
        expect(countParams(model)).toBe(card.params);
        expect(countMacs(model)).toBe(card.macs);
      }
      const stages = stagesOf(name, { compat } as object);
      expect(card.stages).toEqual(stagesOf(name));
      for (const { layer, channels, reduction } of stages) {
        expect(model.getLayer(layer).outputShape).toMatchObject({ 3: channels });
        expect(reductionOf(model.getLayer(layer)), layer).toBe(reduction);
      }
      const beside = /shortcut|reduce|projection|_1x1|_5x5/; // not on the longest path
      const main = model.layers.filter(
        (layer) => /_(?:conv|dense)$/.test(layer.name) && !beside.test(layer.name),
      );
      const reduced = model.layers.filter((layer) => layer.name.endsWith('_3x3_reduce_conv'));
      expect(main.length + reduced.length).toBe(card.depth);
      return model.layers.map((layer) => layer.name);
    });
    expect(new Set(layerNames).size).toBe(layerNames.length);
    if (card.depth > 200) return; // twice would be slow
    expect(inspect(name, { compat, seed: 1 }, (model) => model.layers.map((layer) => layer.name))).toEqual(
      layerNames,
    );
  },
);

test('auxiliary heads have the size of the reference', () => {
  const size = (options: object): [number, string] =>
    inspect('googlenet', { auxiliary: true, ...options }, (model) => {
      expect(model.outputs.map(({ shape }) => shape)).toEqual(Array.from({ length: 3 }, () => [null, 1000]));
      return [countParams(model), (countMacs(model) / 1e9).toFixed(6)];
    });
  expect(size({})).toEqual([13_378_280, '1.591044']);
  expect(size({ batchNorm: true })).toEqual([13_385_816, '1.591044']);
  expect(size({ compat: 'torchvision' })).toEqual([13_004_888, '1.506748']);
});

test.each([
  ['resnet18', { shortcut: 'A' }, 11_515_688],
  ['resnet18', { shortcut: 'C' }, 12_043_816],
  ['resnet34', { shortcut: 'A' }, 21_623_848],
  ['resnet34', { shortcut: 'C' }, 22_716_840],
  ['resnet18', { stem: 'cifar', inputShape: [32, 32, 3], classes: 10 }, 11_173_962],
  ['resnet34', { stem: 'cifar', inputShape: [32, 32, 3], classes: 10 }, 21_282_122],
  ['resnet50', { stem: 'cifar', inputShape: [32, 32, 3], classes: 10 }, 23_520_842],
  ['vgg16', { classes: 0 }, 14_714_688],
  ['vgg19', { classes: 0 }, 20_024_384],
] as const)('%s with %j has the parameters of the reference', (name, options, params) => {
  expect(inspect(name, options, countParams)).toBe(params);
});

const ANY_SIZE = FORMS.filter(([name]) => modelCard(name).depth <= 56 || name === 'resnet110v2');

test.each(ANY_SIZE)('%s of compat %s takes images of any size, or names the smallest', (name, compat) => {
  const build = (size: number, more: object = {}): (number | null)[] =>
    inspect(name, { compat, inputShape: [size, size, 3], ...more }, (model) => model.outputs[0]?.shape ?? []);
  if (/^(?:plain|res|wide)/.test(name)) expect(build(1)).toEqual([null, modelCard(name).classes]);
  for (const size of [32, 64, 96, 224, 225, 299]) {
    let smallest = 1;
    try {
      expect(build(size)).toEqual([null, modelCard(name).classes]);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      const message = error instanceof Error ? error.message : '';
      const named = /^\w+ needs images of at least (\d+)x\1 pixels; got (\d+)x\2\.$/.exec(message);
      expect(named?.[2], message).toBe(String(size));
      smallest = Number(named?.[1]);
      expect(() => build(smallest - 1)).toThrow(/needs images of at least/);
    }
    expect(build(Math.max(smallest, size))).toEqual([null, modelCard(name).classes]);
  }
});

test('an image that is too small is refused by the size that just fits, not by one more', () => {
  const room = (name: ModelName, options: object, size: number): boolean => {
    try {
      inspect(name, { ...options, inputShape: [size, 300, 3] }, () => true);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({
        message: expect.stringMatching(/needs images of at least \d+x\d+ pixels/),
      });
      return false;
    }
  };
  const smallest = (name: ModelName, options: object): number =>
    Array.from({ length: 99 }, (_, index) => index + 1).find((size) => room(name, options, size)) ?? 0;
  expect(smallest('alexnet', {})).toBe(67);
  expect(smallest('alexnet', { compat: 'torchvision' })).toBe(63);
  expect(smallest('vgg11', {})).toBe(32);
  expect(smallest('googlenet', { auxiliary: true })).toBe(79);
  expect(smallest('googlenet', {})).toBe(31);
  expect(smallest('googlenet', { auxiliary: true, compat: 'torchvision' })).toBe(15);
  expect(smallest('resnet18', {})).toBe(1);
  expect(smallest('resnet50', { stem: 'deep', antialias: true })).toBe(1);
});
