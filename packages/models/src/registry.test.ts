import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { cifarPlain } from './cifar.ts';
import { createModel, isModelName, listModels, registerModel } from './registry.ts';
import type { ModelName, ModelOptions } from './registry.ts';

const ending = (text: string): RegExp =>
  new RegExp(`^(?:\\w+: )?${text.replaceAll(/[^\w ]/g, String.raw`\$&`)}$`);

test('names are listed by pattern, family and depth', () => {
  expect(listModels()).toHaveLength(40);
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
  expect(listModels('vgg16*')).toEqual(['vgg16', 'vgg16_bn', 'vgg16_c', 'vgg16_c_bn']);
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
  const nothing = { name: undefined, seed: undefined, inputShape: undefined, compat: undefined };
  const more = { classifierActivation: undefined, pooling: undefined, dropout: undefined };
  const options = { ...nothing, ...more, classes: undefined, shortcut: undefined } as object;
  for (const name of ['plain20', 'resnet20', 'resnet18', 'resnet110v2', 'googlenet'] as const) {
    const given = name === 'googlenet' ? { ...nothing, ...more } : options;
    const [bare, model] = [createModel(name), createModel(name, given as object)];
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
  ['plain20', 'average', [null, 64]],
  ['resnet110v2', 'max', [null, 64]],
  ['plain20', undefined, [null, 8, 8, 64]],
] as const)('%s without a head and with pooling %s returns %j', (name, pooling, shape) => {
  const model = createModel(name, { classes: 0, ...(pooling === undefined ? {} : { pooling }) });
  expect(model.outputs[0]?.shape).toEqual(shape);
  model.dispose();
});

test.each([
  ['resnet21', 'There is no model "resnet21". Did you mean "resnet20"?'],
  ['ResNet-50', 'There is no model "ResNet-50". Did you mean "resnet50"?'],
  ['__proto__', /^There is no model "__proto__"\. Known are alexnet, googlenet,/],
  ['constructor', /^There is no model "constructor"\. Known are alexnet,/],
  ['toString', /^There is no model "toString"\. Known are alexnet,/],
  ['', /^There is no model ""\. Known are alexnet,/],
])('the name %j is unknown', (name, message) => {
  expect(isModelName(name)).toBe(false);
  expect(() => createModel(name as ModelName)).toThrow(message);
  expect(() => createModel(name as ModelName)).toThrow(RangeError);
});

test.each([
  ['plain20', { shortcut: 'A' }, 'cifarPlain has no option "shortcut"; it has depth, inputShape,'],
  ['resnet20', { strideIn: '3x3' }, 'cifarResNet has no option "strideIn"; it has depth, inputShape,'],
  ['resnet34', { strideIn: '3x3' }, 'resNet of depth 34 has no option "strideIn"; it has depth,'],
  ['resnet50', { classess: 3 }, /^resNet of depth 50 has no option "classess"; .* Did you mean classes\?$/],
  ['resnet50v2', { lastGamma: 'zeros' }, 'resNetV2 has no option "lastGamma"; it has depth,'],
  ['resnet110v2', { stem: 'cifar' }, 'cifarResNetV2 has no option "stem"; it has depth,'],
  ['resnext50_32x4d', { groups: 3 }, 'resNeXt50 has no option "groups"; it has inputShape,'],
  ['vgg16', { shortcut: 'A' }, 'vgg has no option "shortcut"; it has configuration,'],
  ['alexnet', { stem: 'deep' }, 'alexNet has no option "stem"; it has inputShape,'],
  ['googlenet', { aux: true }, /^googLeNet has no option "aux"; it has auxiliary,/],
  ['resnet20', { depth: 8 }, 'resnet20 has no option "depth": its name settles it. Choose another model.'],
  [
    'vgg16',
    { batchNorm: true },
    'vgg16 has no option "batchNorm": its name settles it. Choose another model.',
  ],
  ['vgg16', { configuration: 'A' }, 'vgg16 has no option "configuration": its name settles it.'],
] as const)('%s refuses the options %j', (name, options, message) => {
  const build = (): unknown => createModel(name, options as ModelOptions);
  expect(build).toThrow(TypeError);
  expect(build).toThrow(message);
});

test.each([
  ['resnet20', { classes: -1 }, 'classes must be an integer of at least 0; got -1.'],
  ['resnet20', { classes: 2.5 }, 'classes must be an integer of at least 0; got 2.5.'],
  ['resnet20', { inputShape: [0, 8, 3] }, 'height of inputShape must be an integer of at least 1; got 0.'],
  ['resnet20', { inputShape: [8, 8, 0] }, 'channels of inputShape must be an integer of at least 1; got 0.'],
  ['resnet20', { seed: -1 }, 'seed must be an integer from 0 to 4294967295; got -1.'],
  [
    'resnet20',
    { classifierActivation: 'relu' },
    "classifierActivation must be 'linear' or 'softmax'; got \"relu\".",
  ],
  ['resnet20', { pooling: 'mean' }, "pooling must be 'average' or 'max'; got \"mean\"."],
  ['resnet20', { compat: 'keras' }, 'compat must be \'paper\'; got "keras".'],
  ['resnet18', { compat: 'keras' }, "compat must be 'paper' or 'torchvision'; got \"keras\"."],
  ['resnet50v2', { compat: 'torchvision' }, "compat must be 'paper' or 'keras'; got \"torchvision\"."],
  ['resnet18', { stem: 'big' }, "stem must be 'imagenet' or 'deep' or 'cifar'; got \"big\"."],
  ['resnet50v2', { outputStride: 4 }, 'outputStride must be 8 or 16 or 32; got 4.'],
  ['resnet20', { shortcutPadding: 'x' }, "shortcutPadding must be 'after' or 'both'; got \"x\"."],
  [
    'resnet20',
    { shortcut: 'B', shortcutPadding: 'both' },
    "shortcutPadding does nothing without shortcut: 'A', so leave it out.",
  ],
  ...(['resnet18', 'resnet50', 'resnet110v2', 'resnet50v2'] as const).map(
    (name) =>
      [
        name,
        { shortcutPadding: 'after' },
        "shortcutPadding does nothing without shortcut: 'A', so leave it out.",
      ] as const,
  ),
  ...(['resnet20', 'vgg11', 'alexnet', 'googlenet'] as const).flatMap(
    (name) =>
      [
        [name, { classes: 0, dropout: 0 }, 'dropout does nothing with classes: 0, so leave it out.'],
        [
          name,
          { classes: 0, classifierActivation: 'softmax' },
          'classifierActivation does nothing with classes: 0, so leave it out.',
        ],
        [name, { dropout: 1 }, 'dropout must be at least 0 and less than 1; got 1.'],
        [name, { dropout: '0.5' }, 'dropout must be at least 0 and less than 1; got "0.5".'],
      ] as const,
  ),
  ['resnet20', { lastGamma: 'zero' }, "lastGamma must be 'ones' or 'zeros'; got \"zero\"."],
  [
    'resnet20',
    { squeezeExcitation: 17 },
    'stage1_block1: squeezeExcitation must be at most the number of channels, 16; got 17.',
  ],
  ['wide_resnet50_2', { compat: 'paper' }, 'compat must be \'torchvision\'; got "paper".'],
  ['resnet20', { shortcut: 'D' }, "shortcut must be 'A' or 'B' or 'C'; got \"D\"."],
  ['resnet20', { survival: -1 }, 'survival must be a probability above 0 and at most 1; got -1.'],
  ['resnet20', { survival: 1.5 }, 'survival must be a probability above 0 and at most 1; got 1.5.'],
  ['resnet20', { survival: '0.5' }, 'survival must be a probability above 0 and at most 1; got "0.5".'],
  [
    'resnet20',
    { inputShape: ['8', 8, 3] },
    "height of inputShape must be an integer of at least 1; got '8'.",
  ],
  [
    'vgg11',
    { pooling: 'max', inputShape: [32, 32, 1], classes: 2 },
    'pooling does nothing before the head of vgg11, which takes every pixel, so leave it out.',
  ],
  [
    'alexnet',
    { pooling: 'average' },
    'pooling does nothing before the head of alexnet, which takes every pixel, so leave it out.',
  ],
] as const)('%s refuses %j and leaves no tensor', (name, options, message) => {
  const before = memory().numTensors;
  const build = (): unknown => createModel(name, options as Parameters<typeof createModel>[1]);
  expect(build).toThrow(RangeError);
  // A block may say before it where in the net it is.
  expect(build).toThrow(expect.objectContaining({ message: expect.stringMatching(ending(message)) }));
  expect(memory().numTensors).toBe(before);
});

test('a CIFAR net of pre-activation bottlenecks has its strides in the first 1x1 convolution', () => {
  const model = createModel('resnet164v2');
  const size = (layer: string): unknown => model.getLayer(layer).outputShape;
  expect(size('stage2_block1_1_conv')).toEqual([null, 16, 16, 32]);
  expect(size('stage3_block1_1_conv')).toEqual([null, 8, 8, 64]);
  model.dispose();
});

test('options that are no object are refused', () => {
  for (const options of [5, 'resnet', []])
    expect(() => createModel('resnet20', options as never)).toThrow(
      /^resnet20 needs an object of options; got /,
    );
});

test('a model of your own is built by its name', () => {
  const tiny = registerModel({
    name: 'my_tiny',
    build: ({ name, width }) => cifarPlain({ depth: 8, name, classes: Number(width) }),
  });
  expect(tiny).toBe('my_tiny');
  expect(isModelName('my_tiny')).toBe(true);
  expect(listModels('my_*')).toEqual(['my_tiny']);
  const model = createModel(tiny, { width: 5 });
  expect(model.name).toBe('my_tiny');
  expect(model.outputs[0]?.shape).toEqual([null, 5]);
  model.dispose();
  expect(() => createModel('my_tyni' as ModelName)).toThrow('Did you mean "my_tiny"?');
});

test.each([
  [
    'resnet50',
    RangeError,
    'There is a model "resnet50" already: give yours another name, such as my_resnet50.',
  ],
  [
    'My-Net',
    TypeError,
    'name must be lower-case letters, digits and underscores, such as my_net; got "My-Net".',
  ],
  ['__proto__', TypeError, /^name must be lower-case letters/],
  ['', TypeError, /^name must be lower-case letters/],
])('the name %j is refused for a model of your own', (name, kind, message) => {
  const register = (): unknown =>
    registerModel({ name, build: ({ name: given }) => cifarPlain({ depth: 8, name: given }) });
  expect(register).toThrow(kind);
  expect(register).toThrow(message);
});

test('what cannot be registered says why', () => {
  const build = (): never => {
    throw new Error('not built here');
  };
  registerModel({ name: 'my_twice', build });
  expect(() => registerModel({ name: 'my_twice', build })).toThrow(RangeError);
  expect(() => registerModel({ name: 'my_other', build: 3 as never })).toThrow(
    new TypeError('build must be a function from the options to a model; got number.'),
  );
  expect(() => registerModel({ name: 'my_other', build, stage: 1 } as never)).toThrow(
    /^registerModel has no option "stage"/,
  );
  expect(isModelName('my_other')).toBe(false);
});
