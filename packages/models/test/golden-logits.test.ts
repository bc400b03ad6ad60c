import '@skipjack/tensorflow';
import { memory, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { countMacs, countParams, createModel } from '../src/index.ts';
import type { ModelName } from '../src/index.ts';
import { readGolden } from './golden-file.ts';
import { fill } from './golden-formula.ts';
import { fillModel } from './golden-weights.ts';
import type { Library } from './golden-weights.ts';

/** Name, torchvision's name or Keras's, parameters and billions of multiply-adds of the reference. */
const TORCHVISION = [
  ['alexnet', 'alexnet', 61_100_840, '0.714'],
  ['vgg11', 'vgg11', 132_863_336, '7.609'],
  ['vgg11_bn', 'vgg11_bn', 132_868_840, '7.609'],
  ['vgg13', 'vgg13', 133_047_848, '11.308'],
  ['vgg13_bn', 'vgg13_bn', 133_053_736, '11.308'],
  ['vgg16', 'vgg16', 138_357_544, '15.470'],
  ['vgg16_bn', 'vgg16_bn', 138_365_992, '15.470'],
  ['vgg19', 'vgg19', 143_667_240, '19.632'],
  ['vgg19_bn', 'vgg19_bn', 143_678_248, '19.632'],
  ['googlenet', 'googlenet', 6_624_904, '1.498'],
  ['resnet18', 'resnet18', 11_689_512, '1.814'],
  ['resnet34', 'resnet34', 21_797_672, '3.664'],
  ['resnet50', 'resnet50', 25_557_032, '4.089'],
  ['resnet101', 'resnet101', 44_549_160, '7.801'],
  ['resnet152', 'resnet152', 60_192_808, '11.514'],
  ['resnext50_32x4d', 'resnext50_32x4d', 25_028_904, '4.230'],
  ['wide_resnet50_2', 'wide_resnet50_2', 68_883_240, '11.398'],
] as const;
const KERAS = [
  ['vgg16', 'VGG16', 138_357_544, '15.470'],
  ['vgg19', 'VGG19', 143_667_240, '19.632'],
  ['resnet50', 'ResNet50', 25_583_592, '3.858'],
  ['resnet101', 'ResNet101', 44_601_832, '7.570'],
  ['resnet152', 'ResNet152', 60_268_520, '11.282'],
  ['resnet50v2', 'ResNet50V2', 25_568_360, '3.482'],
  ['resnet101v2', 'ResNet101V2', 44_577_896, '7.194'],
  ['resnet152v2', 'ResNet152V2', 60_236_904, '10.907'],
] as const;

/** For each head the largest distance between our logits and theirs, in parts of their largest. */
function distances(model: LayersModel, library: Library, theirName: string, heads = ['main']): number[] {
  const { size, images, every, ...golden } = readGolden(library, theirName);
  const shape = [images, size, size, 3];
  fillModel(model, library);
  return tidy(() => {
    const result = model.predict(tensor(fill({ name: 'image', shape }), shape)) as Tensor | Tensor[];
    const outputs = [result].flat().map((each) => each.arraySync() as number[][]);
    expect(outputs).toHaveLength(heads.length);
    return outputs.map((logits, index) => {
      const expected = golden.heads[heads[index] ?? ''];
      if (expected === undefined) throw new Error(`${theirName} has no golden head ${heads[index]}`);
      const theirs = expected.logits.flat();
      const ours = logits.flatMap((row) => row.filter((_, place) => place % every === 0));
      expect(ours).toHaveLength(theirs.length);
      const scale = Math.max(...theirs.map(Math.abs));
      const apart = theirs.map((logit, place) => Math.abs(logit - (ours[place] ?? Number.NaN)) / scale);
      return Math.max(...apart, Math.abs(Math.hypot(...logits.flat()) / expected.norm - 1));
    });
  });
}

test.each(TORCHVISION)(
  '%s of compat torchvision has the size and the logits of torchvision',
  (name, theirs, params, gigaMacs) => {
    const model = createModel(name as ModelName, { compat: 'torchvision' });
    expect(countParams(model)).toBe(params);
    expect((countMacs(model) / 1e9).toFixed(3)).toBe(gigaMacs);
    expect(distances(model, 'torchvision', theirs)[0]).toBeLessThan(1e-4);
    model.dispose();
    expect(memory().numTensors).toBe(0);
  },
);

test.each(KERAS)('%s of compat keras has the size and the logits of %s', (name, theirs, params, gigaMacs) => {
  const model = createModel(name as ModelName, { compat: 'keras' });
  expect(countParams(model)).toBe(params);
  expect((countMacs(model) / 1e9).toFixed(3)).toBe(gigaMacs);
  expect(distances(model, 'keras', theirs)[0]).toBeLessThan(1e-4);
  model.dispose();
  expect(memory().numTensors).toBe(0);
});

test('googlenet with auxiliary heads has the size and all logits of torchvision', () => {
  const model = createModel('googlenet', { compat: 'torchvision', auxiliary: true });
  expect(countParams(model)).toBe(13_004_888);
  expect((countMacs(model) / 1e9).toFixed(6)).toBe('1.506748');
  for (const distance of distances(model, 'torchvision', 'googlenet', ['main', 'aux1', 'aux2']))
    expect(distance).toBeLessThan(1e-4);
  model.dispose();
});

test("the golden logits tell the paper's stride from torchvision's, and one image from the other", () => {
  const model = createModel('resnet50', { compat: 'paper' });
  expect(distances(model, 'torchvision', 'resnet50')[0]).toBeGreaterThan(1e-2);
  model.dispose();
  for (const [library, rows] of [
    ['torchvision', TORCHVISION],
    ['keras', KERAS],
  ] as const) {
    for (const [, name] of rows) {
      const [first = [], second = []] = readGolden(library, name).heads['main']?.logits ?? [];
      const apart = first.map((logit, place) => Math.abs(logit - (second[place] ?? Number.NaN)));
      expect(Math.max(...apart) / Math.max(...first.map(Math.abs)), name).toBeGreaterThan(1e-3);
    }
  }
});
