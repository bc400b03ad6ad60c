import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createModel, isModelName, listModels } from './registry.ts';
import type { ModelName, ModelOptions } from './registry.ts';

test('names are listed by pattern, family and depth', () => {
  expect(listModels()).toHaveLength(19);
  expect(listModels('plain*')).toEqual([
    'plain18',
    'plain20',
    'plain32',
    'plain34',
    'plain44',
    'plain56',
    'plain110',
    'plain1202',
  ]);
  expect(listModels('*50')).toEqual(['resnet50']);
  expect(listModels('re*1*0')).toEqual(['resnet110']);
  expect(listModels('resnet20')).toEqual(['resnet20']);
  expect(listModels('resnet2')).toEqual([]);
  expect(listModels('resnet2.')).toEqual([]);
  expect(listModels('')).toEqual([]);
});

test('a model is built by name, with options', () => {
  const model = createModel('resnet20', { inputShape: [28, 28, 1], classes: 7, name: 'digits' });
  expect(model.name).toBe('digits');
  expect(model.inputs[0]?.shape).toEqual([null, 28, 28, 1]);
  expect(model.outputs[0]?.shape).toEqual([null, 7]);
  model.dispose();
});

test('an option that is undefined is one that is not given', () => {
  const nothing = { name: undefined, seed: undefined, classes: undefined, inputShape: undefined };
  const options = { ...nothing, classifierActivation: undefined, shortcut: undefined } as object;
  for (const name of ['plain20', 'resnet20', 'resnet18'] as const) {
    const [bare, model] = [createModel(name), createModel(name, options)];
    expect(model.name).toBe(name);
    expect(model.layers.map((layer) => layer.getConfig())).toEqual(
      bare.layers.map((layer) => layer.getConfig()),
    );
    for (const each of [bare, model]) each.dispose();
  }
});

test('the classifier returns logits, or probabilities on request', () => {
  const activation = (options: Parameters<typeof createModel>[1]): unknown =>
    createModel('plain20', options).getLayer('head_dense').getConfig()['activation'];
  expect(activation({})).toBe('linear');
  expect(activation({ classifierActivation: 'softmax' })).toBe('softmax');
});

test.each([
  ['resnet21', 'There is no model "resnet21". Did you mean "resnet20"?'],
  ['ResNet-50', 'There is no model "ResNet-50". Did you mean "resnet50"?'],
  ['__proto__', /^There is no model "__proto__"\. Known are plain18, plain20,/],
  ['constructor', /^There is no model "constructor"\. Known are plain18,/],
  ['toString', /^There is no model "toString"\. Known are plain18,/],
  ['', /^There is no model ""\. Known are plain18,/],
])('the name %j is unknown', (name, message) => {
  expect(isModelName(name)).toBe(false);
  expect(() => createModel(name as ModelName)).toThrow(message);
  expect(() => createModel(name as ModelName)).toThrow(RangeError);
});

test.each([
  ['plain20', { shortcut: 'A' }, 'plain20 has no option "shortcut"'],
  ['resnet20', { strideIn: '3x3' }, 'resnet20 has no option "strideIn"'],
  ['resnet34', { strideIn: '3x3' }, 'resnet34 has no option "strideIn"'],
  ['resnet50', { classess: 3 }, 'resnet50 has no option "classess"'],
  ['resnet20', { depth: 8 }, 'resnet20 has no option "depth"'],
] as const)('%s refuses the options %j', (name, options, message) => {
  const build = (): unknown => createModel(name, options as ModelOptions);
  expect(build).toThrow(TypeError);
  expect(build).toThrow(`${message}; it has inputShape, classes, `);
});

test.each([
  [{ classes: 0 }, 'classes must be an integer of at least 1; got 0.'],
  [{ classes: 2.5 }, 'classes must be an integer of at least 1; got 2.5.'],
  [{ inputShape: [0, 8, 3] }, 'height of inputShape must be an integer of at least 1; got 0.'],
  [{ inputShape: [8, 8, 0] }, 'channels of inputShape must be an integer of at least 1; got 0.'],
  [{ seed: -1 }, 'seed must be an integer from 0 to 4294967295; got -1.'],
  [{ classifierActivation: 'relu' }, "classifierActivation must be 'linear' or 'softmax'; got \"relu\"."],
  [{ shortcutPadding: 'x' }, "shortcutPadding must be 'after' or 'both'; got \"x\"."],
  [{ shortcut: 'D' }, "shortcut must be 'A' or 'B' or 'C'; got \"D\"."],
])('the options %j are refused and leave no tensor', (options, message) => {
  const before = memory().numTensors;
  expect(() => createModel('resnet20', options as Parameters<typeof createModel>[1])).toThrow(
    new RangeError(message),
  );
  expect(memory().numTensors).toBe(before);
});
