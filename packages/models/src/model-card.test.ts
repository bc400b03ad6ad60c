import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { modelCard } from './model-card.ts';
import { createModel, listModels, registerModel } from './registry.ts';
import type { ModelName } from './registry.ts';

const WITHOUT_ERRORS = /^(?:plain(?:20|32|44|56|110|1202)|vgg16_c_bn|resnet(?:50|101)v2)$/;

test.each(listModels())('%s has a card that agrees with its name', (name) => {
  const card = modelCard(name);
  expect(card.name).toBe(name);
  const digits = /\d+/.exec(name.replace('resnext50_32x4d', '50'))?.[0];
  if (digits !== undefined) expect(card.depth).toBe(Number(digits));
  expect(card.paper).toMatch(/ et al\. | and .* https:\/\//);
  if (!WITHOUT_ERRORS.test(name)) expect(card.published.length).toBeGreaterThan(0);
  for (const { top1 = 1, top5 = 0, protocol } of card.published) {
    expect(top1).toBeGreaterThan(top5);
    expect(top1 < 0.5 || top5 > 0).toBe(true);
    expect(protocol).toContain(card.classes === 10 ? 'CIFAR-10' : 'ImageNet');
  }
  expect(card.preprocessing.map(({ compat }) => compat)).toEqual(card.compat);
  expect(card.stages.map((stage) => stage.name)).toEqual(card.stages.map((_, s) => `stage${s + 1}`));
});

test.each([
  ['resnet20', ['paper']],
  ['resnet18', ['paper', 'torchvision']],
  ['resnet50v2', ['paper', 'keras']],
] as const)('the compat words of the card of %s are those that it takes', (name, compat) => {
  expect(modelCard(name).compat).toEqual(compat);
  for (const word of ['paper', 'torchvision', 'keras'] as const) {
    const build = (): unknown =>
      createModel(name as ModelName, { compat: word, inputShape: [8, 8, 1], classes: 0 }).dispose();
    if ((compat as readonly string[]).includes(word)) build();
    else expect(build).toThrow(/^compat must be /);
  }
});

test('a card says what the paper published', () => {
  expect(modelCard('resnet56')).toMatchObject({
    depth: 56,
    params: 853_018,
    macs: 125_485_696,
    inputShape: [32, 32, 3],
    classes: 10,
    published: [{ where: 'table 6', top1: 0.0697 }],
  });
  expect(modelCard('resnet50')).toMatchObject({ inputShape: [224, 224, 3], classes: 1000 });
  expect(modelCard('googlenet').published[0]).toEqual({
    where: 'table 3, 1 model',
    protocol: 'ImageNet validation set, 1 crop',
    top5: 0.1007,
  });
  expect(modelCard('alexnet').published[0]).toMatchObject({ top1: 0.407, top5: 0.182 });
  expect(modelCard('resnext50_32x4d').differs).toEqual([]);
});

test('the first published error is of the net that the card describes', () => {
  const first = (name: ModelName) => modelCard(name).published[0];
  expect(first('resnet18')).toMatchObject({ top1: 0.30242, top5: 0.10922 }); // shortcut B, as the default
  expect(first('resnet34')).toMatchObject({ where: 'table 3 (shortcut B)', top1: 0.2452, top5: 0.0746 });
  for (const name of listModels()) {
    const where = first(name)?.where ?? '';
    if (where.includes('shortcut')) expect(where).toContain('shortcut B');
  }
});

test('only the nets whose reference pools as Caffe does differ in their pool', () => {
  const ofPool = listModels().filter((name) =>
    modelCard(name).differs.some((text) => text.includes('Caffe')),
  );
  expect(ofPool.filter((name) => !/^(?:plain|resnet)(?:18|34|50|101|152)(?:v2)?$/.test(name))).toEqual([]);
  expect(ofPool).toContain('resnet50');
  expect(modelCard('resnet50v2').differs[0]).toMatch(/as in the Torch code .* in Caffe\.$/);
  expect(modelCard('wide_resnet50_2')).toMatchObject({
    differs: [],
    published: { 1: { top1: 0.219, top5: 0.0603 } },
  });
  expect(modelCard('resnet152v2').published).toMatchObject([{ top1: 0.211, top5: 0.055 }]);
});

test('an unknown name is refused with the nearest, and a model of your own has no card', () => {
  expect(() => modelCard('resnet51' as ModelName)).toThrow(
    new RangeError('There is no model "resnet51". Did you mean "resnet50"?'),
  );
  const own = registerModel({ name: 'my_own', build: ({ name }) => createModel('plain20', { name }) });
  expect(() => modelCard(own)).toThrow(/^my_own has no card/);
});
