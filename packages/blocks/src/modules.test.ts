import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { randomNormal, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { bottleneckBlock } from './bottleneck-block.ts';
import { cifarStem } from './cifar-stem.ts';
import { convBn } from './conv-bn.ts';
import { deepStem, imagenetStem } from './imagenet-stem.ts';
import { inceptionModule } from './inception-module.ts';
import { localResponseNormalization } from './local-response-normalization.ts';
import { residualBlock } from './residual-block.ts';
import { squeezeExcitation } from './squeeze-excitation.ts';
import { vggStage } from './vgg-stage.ts';

const net = (shape: [number, number, number], layers: (x: SymbolicTensor) => SymbolicTensor): LayersModel => {
  const image = input({ shape, name: 'image' });
  return model({ inputs: image, outputs: layers(image) });
};
const names = (built: LayersModel): string[] => built.layers.map(({ name }) => name).slice(1);
const params = ({ trainableWeights }: LayersModel): number =>
  trainableWeights.reduce(
    (total, { shape }) => total + shape.reduce<number>((n, dim) => n * Number(dim), 1),
    0,
  );

test.each([
  ['conv-bn-relu', ['c_conv', 'c_bn', 'c_relu'], false],
  ['bn-relu-conv', ['c_bn', 'c_relu', 'c_conv'], false],
  ['conv-relu', ['c_conv', 'c_relu'], true],
] as const)('the order %s is kept', (order, expected, bias) => {
  const built = net([8, 8, 4], (x) => convBn(x, { name: 'c', filters: 6, kernelSize: 3, order }));
  expect(names(built)).toEqual(expected);
  expect(built.getLayer('c_conv').weights).toHaveLength(bias ? 2 : 1);
  expect(() =>
    net([8, 8, 4], (x) => convBn(x, { name: 'c', filters: 6, kernelSize: 3, order: 'relu' as 'conv-relu' })),
  ).toThrow("c: order must be 'conv-bn-relu' or 'bn-relu-conv' or 'conv-relu'; got 'relu'.");
});

test('scales that start from zero make a block start as its shortcut', () => {
  const built = net([8, 8, 4], (x) => residualBlock(x, { name: 'b', filters: 4, lastGamma: 'zeros' }));
  tidy(() => {
    const x = randomNormal([2, 8, 8, 4], 0, 1, 'float32', 1);
    expect((built.predict(x) as Tensor).dataSync()).toEqual(x.relu().dataSync());
  });
});

test('a wide bottleneck in groups has the parameters of ResNeXt-50', () => {
  const built = net([14, 14, 256], (x) =>
    bottleneckBlock(x, { name: 'b', filters: 64, width: 128, groups: 32 }),
  );
  // 256 x 128 + 3 x 3 x 4 x 128 + 128 x 256, and the scales and offsets of 128, 128 and 256 channels.
  expect(params(built)).toBe(32_768 + 4_608 + 32_768 + 2 * (128 + 128 + 256));
});

test('dilation keeps the size and blurred strides halve it', () => {
  const dilated = net([9, 9, 4], (x) => bottleneckBlock(x, { name: 'b', filters: 2, dilation: 2 }));
  expect(dilated.outputShape).toEqual([null, 9, 9, 8]);
  const blurred = net([9, 9, 4], (x) =>
    residualBlock(x, { name: 'b', filters: 8, stride: 2, antialias: true }),
  );
  expect(blurred.outputShape).toEqual([null, 5, 5, 8]);
  expect(names(blurred)).toEqual(expect.arrayContaining(['b_1_blur', 'b_shortcut_blur']));
  expect(blurred.getLayer('b_1_conv').getConfig()['strides']).toEqual([1, 1]);
});

test('squeeze and excitation scales by one half where its weights are zero', () => {
  const built = net([4, 4, 8], (x) => squeezeExcitation(x, { name: 's', reduction: 4 }));
  expect(names(built)).toEqual(['s_se_squeeze', 's_se_reduce', 's_se_expand', 's_se_reshape', 's_se_scale']);
  expect(params(built)).toBe(8 * 2 + 2 + 2 * 8 + 8);
  tidy(() => {
    built.setWeights(built.getWeights().map(({ shape }) => zeros(shape)));
    const x = randomNormal([2, 4, 4, 8], 0, 1, 'float32', 1);
    expect((built.predict(x) as Tensor).dataSync()).toEqual(x.div(2).dataSync());
  });
  expect(() => net([4, 4, 8], (x) => squeezeExcitation(x, { name: 's' }))).toThrow(
    's: squeezeExcitation must be at most the number of channels, 8; got 16.',
  );
});

test('an inception module joins its branches in the order of table 1', () => {
  // Inception 3a: 192 -> 256 channels.
  const widths = {
    filters1x1: 64,
    reduce3x3: 96,
    filters3x3: 128,
    reduce5x5: 16,
    filters5x5: 32,
    poolProjection: 32,
  };
  const built = net([28, 28, 192], (x) => inceptionModule(x, { name: 'i', ...widths, batchNorm: false }));
  expect(built.outputShape).toEqual([null, 28, 28, 256]);
  const branches = (built.getLayer('i_concat').input as SymbolicTensor[]).map(({ shape }) => shape[3]);
  expect(branches).toEqual([64, 128, 32, 32]);
  // The paper's "159K": kernels, and biases.
  expect(params(built)).toBe(163_328 + 368);
  expect(() => net([8, 8, 4], (x) => inceptionModule(x, { name: 'i', ...widths, filters5x5: 0 }))).toThrow(
    'i: filters5x5 must be an integer of at least 1; got 0.',
  );
  expect(() =>
    net([8, 8, 4], (x) => inceptionModule(x, { name: 'i', ...widths, kernel5x5: 7 as 5 })),
  ).toThrow('i: kernel5x5 must be 3 or 5; got 7.');
});

test('local response normalization is the formula of AlexNet', () => {
  const built = net([1, 1, 6], (x) =>
    localResponseNormalization(x, { name: 'n', depthRadius: 1, bias: 1, alpha: 0.5, beta: 2 }),
  );
  const values = [1, -2, 3, 0, 5, 6];
  const expected = values.map((value, at) => {
    const near = values.slice(Math.max(at - 1, 0), at + 2);
    return value / (1 + 0.5 * near.reduce((total, one) => total + one * one, 0)) ** 2;
  });
  tidy(() => {
    const y = (built.predict(tensor(values, [1, 1, 1, 6])) as Tensor).dataSync();
    for (const [at, value] of expected.entries()) expect(y[at]).toBeCloseTo(value, 6);
  });
  expect(() => net([1, 1, 6], (x) => localResponseNormalization(x, { name: 'n', alpha: 0 }))).toThrow(
    'alpha must be a number above 0; got 0.',
  );
});

test('the stem of 32-pixel images keeps their size', () => {
  const built = net([32, 32, 3], (x) => cifarStem(x, { bias: true }));
  expect(built.outputShape).toEqual([null, 32, 32, 16]);
  expect(names(built)).toEqual(['stem_conv', 'stem_bn', 'stem_relu']);
  expect(built.getLayer('stem_conv').weights.map(({ shape }) => shape)).toEqual([[3, 3, 3, 16], [16]]);
});

test.each([
  [imagenetStem, false],
  [deepStem, false],
  [imagenetStem, true],
  [deepStem, true],
])('a stem makes 224 pixels 56 (%o, blurred: %s)', (stem, antialias) => {
  const built = net([224, 224, 3], (x) => stem(x, { antialias, filters: 8 }));
  expect(built.outputShape).toEqual([null, 56, 56, 8]);
});

test('a VGG stage ends with a maximum and has biases beside batch normalization', () => {
  const stage = { name: 's', filters: 6, kernelSizes: [3, 1], localResponse: true };
  const built = net([9, 9, 4], (x) => vggStage(x, { ...stage, batchNorm: true }));
  expect(names(built)).toEqual([
    's_1_conv',
    's_1_bn',
    's_1_relu',
    's_2_conv',
    's_2_bn',
    's_2_relu',
    's_lrn',
    's_pool',
  ]);
  expect(built.outputShape).toEqual([null, 4, 4, 6]);
  expect(built.getLayer('s_1_conv').weights).toHaveLength(2);
  expect(() => net([9, 9, 4], (x) => vggStage(x, { name: 's', filters: 6, kernelSizes: [] }))).toThrow(
    's: kernelSizes must be an array such as [3, 3]; got [].',
  );
});
