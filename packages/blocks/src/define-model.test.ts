import '@tensorflow/tfjs-backend-cpu';
import { memory, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { convBn } from './conv-bn.ts';
import { defineModel } from './define-model.ts';
import type { DefineModelOptions } from './define-model.ts';
import { globalPoolClassifier } from './global-pool-classifier.ts';
import { imagenetStem } from './imagenet-stem.ts';

const small: DefineModelOptions = {
  name: 'small',
  inputShape: [33, 40, 1],
  layers: (image) => globalPoolClassifier(imagenetStem(image, { filters: 8 }), { classes: 5 }),
};

test('a model has the name, the shapes and the layers it was given, the same every time', () => {
  const [first, second] = [defineModel(small), defineModel(small)];
  expect(first.name).toBe('small');
  expect(first.inputs[0]?.shape).toEqual([null, 33, 40, 1]);
  expect(first.getLayer('stem_pool').outputShape).toEqual([null, 9, 10, 8]);
  expect(first.outputs[0]?.shape).toEqual([null, 5]);
  const names = first.layers.map((layer) => layer.name);
  const stem = ['stem_pad', 'stem_conv', 'stem_bn', 'stem_relu', 'stem_pool_pad', 'stem_pool'];
  expect(names).toEqual(['image', ...stem, 'head_pool', 'head_dense']);
  expect(second.layers.map((layer) => layer.name)).toEqual(names);
});

test('dispose() leaves no tensor', () => {
  const before = memory().numTensors;
  defineModel(small).dispose();
  expect(memory().numTensors).toBe(before);
});

test('a net that cannot be built leaves no tensor either', () => {
  const before = memory().numTensors;
  const broken = (): unknown =>
    defineModel({
      name: 'broken',
      inputShape: [8, 8, 3],
      layers: (image) => {
        const x = convBn(image, { name: 'stem', filters: 8, kernelSize: 3 });
        convBn(x, { name: 'branch', filters: 8, kernelSize: 3 });
        return convBn(x, { name: 'stem', filters: 0, kernelSize: 3 });
      },
    });
  expect(broken).toThrow(new RangeError('stem: filters must be an integer of at least 1; got 0.'));
  expect(memory().numTensors).toBe(before);
});

test('a net that cannot be built keeps the weights of what the caller brought', () => {
  const base = defineModel({
    name: 'base',
    inputShape: [8, 8, 3],
    layers: (image) => convBn(image, { name: 'base', filters: 4, kernelSize: 3 }),
  });
  const before = memory().numTensors;
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    const features = convBn(base.apply(image) as SymbolicTensor, { name: 'top', filters: 4, kernelSize: 3 });
    return globalPoolClassifier(features, { classes: 0 });
  };
  expect(() => defineModel({ name: 'broken', inputShape: [8, 8, 3], layers })).toThrow('classes must be');
  expect(memory().numTensors).toBe(before);
  tidy(() => {
    expect((base.predict(zeros([1, 8, 8, 3])) as Tensor).shape).toEqual([1, 8, 8, 4]);
  });
  base.dispose();
});

test('a name used twice is an error that leaves no tensor', () => {
  const before = memory().numTensors;
  const options = { name: 'stem', filters: 3, kernelSize: 3 };
  const layers = (image: Parameters<typeof convBn>[0]) => convBn(convBn(image, options), options);
  expect(() => defineModel({ name: 'twice', inputShape: [8, 8, 3], layers })).toThrow(
    new RangeError('Two layers are named "stem_conv": give each a name of its own.'),
  );
  expect(memory().numTensors).toBe(before);
});

test.each<[string, unknown, string]>([
  [
    'a forgotten return',
    (image: SymbolicTensor) => {
      convBn(image, { name: 'stem', filters: 3, kernelSize: 3 });
    },
    'layers must return the output of the net, a symbolic tensor or several; got undefined: return what its last layer returned, such as globalPoolClassifier(image, { classes: 10 }).',
  ],
  [
    'an async function',
    async (image: SymbolicTensor) => {
      const x = convBn(image, { name: 'stem', filters: 3, kernelSize: 3 });
      await Promise.resolve();
      return convBn(x, { name: 'late', filters: 3, kernelSize: 3 });
    },
    'layers must return the output of the net, a symbolic tensor or several; got a promise: remove async, and await what it needs before defineModel.',
  ],
  [
    'outputs that are no tensors',
    (image: SymbolicTensor) => [image, 1],
    'layers must return the output of the net, a symbolic tensor or several; got [an object, 1]: return what its last layer returned, such as globalPoolClassifier(image, { classes: 10 }).',
  ],
  [
    'no function',
    undefined,
    'small: layers must be a function from the images to the output, such as (image) => globalPoolClassifier(image, { classes: 10 }); got undefined.',
  ],
])('layers that are %s are refused and leave no tensor', async (_, layers, message) => {
  const before = memory().numTensors;
  const options = { ...small, layers } as DefineModelOptions;
  expect(() => defineModel(options)).toThrow(new TypeError(message));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(memory().numTensors).toBe(before);
});

test.each([
  [
    { inputShape: [32, 32] },
    'inputShape must be [height, width, channels], such as [32, 32, 3]; got [32, 32].',
  ],
  [{ inputShape: [0, 32, 3] }, 'height of inputShape must be an integer of at least 1; got 0.'],
  [{ inputShape: [32, 1.5, 3] }, 'width of inputShape must be an integer of at least 1; got 1.5.'],
  [{ inputShape: [32, 32, -3] }, 'channels of inputShape must be an integer of at least 1; got -3.'],
  [
    { name: 'a b' },
    "defineModel: name must be letters, digits and underscores, such as 'stage1_block1'; got 'a b'.",
  ],
])('%o is refused', (wrong, message) => {
  expect(() => defineModel({ ...small, ...wrong } as DefineModelOptions)).toThrow(message);
});

test('the head refuses what is no number of classes and no activation', () => {
  const head = (options: object) => () =>
    defineModel({ ...small, layers: (image) => globalPoolClassifier(image, { classes: 2, ...options }) });
  expect(head({ classes: 0 })).toThrow(
    new RangeError('globalPoolClassifier: classes must be an integer of at least 1; got 0.'),
  );
  expect(head({ activation: 'relu' })).toThrow(
    new RangeError("globalPoolClassifier: activation must be 'linear' or 'softmax'; got 'relu'."),
  );
});

test('a net may have several outputs, such as those of auxiliary heads', () => {
  const net = defineModel({
    ...small,
    layers: (image) => {
      const x = convBn(image, { name: 'stem', filters: 4, kernelSize: 3 });
      return [globalPoolClassifier(x, { classes: 2 }), globalPoolClassifier(x, { name: 'aux', classes: 3 })];
    },
  });
  expect(net.outputShape).toEqual([
    [null, 2],
    [null, 3],
  ]);
  net.dispose();
  const nothing = { ...small, layers: () => [] };
  expect(() => defineModel(nothing)).toThrow(/layers must return the output of the net/);
});
