import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { modelCard } from './model-card.ts';
import { createModel, listModels, registerModel } from './registry.ts';
import type { ModelName } from './registry.ts';

const WITHOUT_ERRORS = /^(?:plain(?:20|32|44|56|110|1202)|vgg16_c_bn|resnet\d+v2)$/;

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

test('an unknown name is refused with the nearest, and a model of your own has no card', () => {
  expect(() => modelCard('resnet51' as ModelName)).toThrow(
    new RangeError('There is no model "resnet51". Did you mean "resnet50"?'),
  );
  const own = registerModel({ name: 'my_own', build: ({ name }) => createModel('plain20', { name }) });
  expect(() => modelCard(own)).toThrow(/^my_own has no card/);
});
