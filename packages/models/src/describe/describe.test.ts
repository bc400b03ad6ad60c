import '@tensorflow/tfjs-backend-cpu';
import { add, getBackend, memory, ready } from '@tensorflow/tfjs-core';
import { initializers, input, layers, model, sequential } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { countMacs } from '../count-macs.ts';
import { countParams } from '../count-params.ts';
import { createModel, registerModel } from '../registry.ts';
import { stagesOf } from '../stages.ts';
import { describe } from './describe.ts';
import type { LayerDescription } from './description.ts';

const find = (all: readonly LayerDescription[], name: string): LayerDescription | undefined =>
  all.find((layer) => layer.name === name);

test('VGG-16: the numbers of its paper, and the receptive fields that are known of it', () => {
  const { name, total, stages, layers: all } = describe('vgg16');
  expect(name).toBe('vgg16');
  expect(total).toMatchObject({
    trainableParams: 138_357_544,
    frozenParams: 0,
    macs: 15_470_264_320,
    unknownMacs: [],
  });
  expect(stages.map((stage) => [stage.name, ...stage.outputShape])).toEqual([
    ['image', 224, 224, 3],
    ['stage1', 112, 112, 64],
    ['stage2', 56, 56, 128],
    ['stage3', 28, 28, 256],
    ['stage4', 14, 14, 512],
    ['stage5', 7, 7, 512],
    ['head', 1000],
  ]);
  expect(stages[5]).toMatchObject({ receptiveField: [212, 212], stride: [32, 32] });
  expect(find(all, 'stage1_1_conv')).toMatchObject({
    kind: 'Conv2D',
    operation: '3x3 conv, 64',
    stage: 'stage1',
    inputs: ['image'],
    trainableParams: 27 * 64 + 64,
    macs: 224 * 224 * 27 * 64,
    activationBytes: 224 * 224 * 64 * 4,
    receptiveField: [3, 3],
    stride: [1, 1],
  });
});

test.each([
  ['resnet50', 'stage4', 483, 32],
  ['googlenet', 'stage3', 715, 32],
  ['alexnet', 'stage5', 195, 32],
] as const)('receptive field of %s at the end of %s', (name, stage, size, stride) => {
  const found = describe(name).stages.find((one) => one.name === stage);
  expect(found).toMatchObject({ receptiveField: [size, size], stride: [stride, stride] });
});

test('dilations widen the receptive field instead of the stride', () => {
  const [usual, dilated] = [describe('resnet18'), describe('resnet18', { outputStride: 8 })];
  const last = (description: typeof usual) => description.stages.find(({ name }) => name === 'stage4');
  expect(last(usual)).toMatchObject({
    outputShape: [7, 7, 512],
    stride: [32, 32],
    receptiveField: [435, 435],
  });
  expect(last(dilated)).toMatchObject({ outputShape: [28, 28, 512], stride: [8, 8] });
  expect(dilated.total.trainableParams).toBe(usual.total.trainableParams);
});

test('a described net is the built one: parameters, multiply-adds, shapes of every layer', () => {
  const options = { squeezeExcitation: 4, shortcut: 'C', survival: 0.5, lastGamma: 'zeros' } as const;
  const described = describe('resnet20', options);
  const built = createModel('resnet20', options);
  expect(described).toEqual(describe(built));
  expect(described.total.trainableParams).toBe(countParams(built));
  expect(described.total.trainableParams + described.total.frozenParams).toBe(built.countParams());
  expect(described.total.macs).toBe(countMacs(built));
  const shapes = new Map(built.layers.map((layer) => [layer.name, (layer.outputShape as number[]).slice(1)]));
  expect(new Map(described.layers.map(({ name, outputShape }) => [name, outputShape]))).toEqual(shapes);
  built.dispose();
});

test('stages end where the registry says', () => {
  for (const name of ['resnet50v2', 'vgg11_lrn', 'googlenet', 'plain20', 'alexnet'] as const) {
    const ends = stagesOf(name).map(({ name: stage, layer, channels }) => [stage, layer, channels]);
    const { layers: all } = describe(name);
    const lastOf = new Map(all.map((layer) => [layer.stage, layer]));
    const found = ends.map(([stage]) => lastOf.get(String(stage)));
    expect(found.map((one) => [one?.stage, one?.name, one?.outputShape[2]])).toEqual(ends);
  }
});

test('the engine is as it was, whatever happens', async () => {
  await ready();
  const [backend, before] = [getBackend(), memory()];
  describe('resnet20', { antialias: undefined, shortcut: 'B' } as object);
  expect(() => describe('resnet20', { classes: -1 })).toThrow(
    'classes must be an integer of at least 0; got -1.',
  );
  expect(() => describe('resnet20', { inputShape: [0, 32, 3] })).toThrow('height of inputShape');
  expect(getBackend()).toBe(backend);
  expect(memory()).toEqual(before);
});

test('unknown names suggest the nearest', () => {
  expect(() => describe('resent20' as 'resnet20')).toThrow('Did you mean "resnet20"?');
});

test('a model takes no options', () => {
  const net = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
  expect(() => describe(net as never, {} as never)).toThrow('a model that is built has had its own.');
  net.dispose();
});

test('frozen layers, layers used twice, nested models, open sizes and unknown classes', () => {
  class Attention extends layers.Layer {
    static readonly className = 'Attention';
    override build(shape: Parameters<layers.Layer['build']>[0]): void {
      const channels = Number((shape as number[]).at(-1));
      this.addWeight('query', [channels, channels], 'float32', initializers.zeros());
      super.build(shape);
    }
  }
  const image = input({ shape: [8, 8, 3], name: 'in' });
  const twice = layers.conv2d({ name: 'twice', filters: 3, kernelSize: 3, padding: 'same' });
  const inner = sequential({
    name: 'inner',
    layers: [layers.conv2d({ name: 'first', filters: 4, kernelSize: 2, strides: 2, inputShape: [8, 8, 3] })],
  });
  const frozen = layers.depthwiseConv2d({
    name: 'frozen',
    kernelSize: 3,
    padding: 'same',
    useBias: false,
    trainable: false,
  });
  let x = twice.apply(twice.apply(image)) as SymbolicTensor;
  x = inner.apply(x) as SymbolicTensor;
  x = frozen.apply(x) as SymbolicTensor;
  x = new Attention({ name: 'odd' }).apply(x) as SymbolicTensor;
  x = layers.conv2d({ name: 'after', filters: 2, kernelSize: 1 }).apply(x) as SymbolicTensor;
  const net = model({ inputs: image, outputs: x, name: 'net' });
  const { layers: all, total, stages } = describe(net);
  expect(all.map(({ name }) => name)).toEqual([
    'in',
    'twice',
    'twice:2',
    'inner/first',
    'frozen',
    'odd',
    'after',
  ]);
  expect(find(all, 'twice:2')).toMatchObject({
    trainableParams: 0,
    macs: 64 * 81,
    inputs: ['twice'],
    receptiveField: [5, 5],
  });
  expect(find(all, 'inner/first')).toMatchObject({
    inputs: ['twice:2'],
    outputShape: [4, 4, 4],
    receptiveField: [6, 6],
    stride: [2, 2],
  });
  expect(find(all, 'frozen')).toMatchObject({
    trainableParams: 0,
    frozenParams: 36,
    macs: 16 * 36,
    receptiveField: [10, 10],
  });
  expect(find(all, 'odd')).toMatchObject({
    trainableParams: 16,
    macs: null,
    receptiveField: null,
    operation: 'attention',
  });
  expect(find(all, 'after')).toMatchObject({ macs: 16 * 8, receptiveField: null });
  expect(total).toMatchObject({ macs: 2 * 64 * 81 + 16 * 48 + 16 * 36 + 16 * 8, unknownMacs: ['odd'] });
  expect(total.trainableParams).toBe(countParams(net));
  expect(stages.map((stage) => [stage.name, stage.macs])).toEqual([
    ['image', 0],
    ['8x8', 2 * 64 * 81],
    ['4x4', null],
  ]);
  net.dispose();
  const open = model({ inputs: image, outputs: layers.flatten().apply(image) as SymbolicTensor });
  const free = input({ shape: [null, null, 3] });
  const anySize = model({
    inputs: free,
    outputs: layers.conv2d({ filters: 1, kernelSize: 1, name: 'any' }).apply(free) as SymbolicTensor,
  });
  expect(describe(anySize).total).toMatchObject({ trainableParams: 4, unknownMacs: ['any'] });
  expect(describe(anySize).layers[1]).toMatchObject({
    outputShape: [null, null, 1],
    macs: null,
    activationBytes: null,
  });
  expect(describe(open).total).toMatchObject({ macs: 0, trainableParams: 0 });
  anySize.dispose();
});

test('a net of your own that computes while it is built is told what to do', () => {
  registerModel({
    name: 'computing',
    build: () => {
      add(1, 2).dispose();
      return createModel('resnet20');
    },
  });
  expect(() => describe('computing' as never)).toThrow(
    'computing computes while it is built (Add), which needs a backend: build it with createModel and describe the model.',
  );
});
