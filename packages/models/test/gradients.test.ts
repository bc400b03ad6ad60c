import '@skipjack/tensorflow';
import {
  abs,
  addN,
  losses,
  max,
  mean,
  memory,
  oneHot,
  randomNormal,
  tensor1d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { createModel, featureExtractor } from '../src/index.ts';
import type { ModelName } from '../src/index.ts';
import { SMALL_FORMS } from './small-forms.ts';

const CLASSES = 10;

/** Biases that a batch normalization subtracts again, by their variables: their gradient is nothing but rounding. */
function cancelledBiases(model: LayersModel): Set<string> {
  const before = model.layers
    .filter((layer) => layer.getClassName() === 'BatchNormalization')
    .map((layer) => layer.inboundNodes[0]?.inboundLayers[0])
    .filter((layer) => layer?.getClassName().endsWith('Conv2D'));
  return new Set(
    before.flatMap((layer) =>
      (layer?.weights ?? [])
        .filter(({ originalName }) => originalName.endsWith('/bias'))
        .map((bias) => (bias.read() as Variable).name),
    ),
  );
}

/** Weights, and the net of whose loss they get a gradient. */
interface Part {
  readonly net: LayersModel;
  readonly weights: readonly LayerVariable[];
}

/**
 * All of a net, or stage by stage: with each batch normalization and its ReLU the gradient grows (Yang et al. 2019,
 * https://arxiv.org/abs/1902.08129), and before the first of 1200 plain layers it is more than 10^70 times what it is behind the
 * last one, which no float32 holds.
 */
function partsOf(model: LayersModel): Part[] {
  if (model.name !== 'plain1202') return [{ net: model, weights: model.trainableWeights }];
  const weightsOf = (layers: RegExp): LayerVariable[] =>
    model.layers.filter(({ name }) => layers.test(name)).flatMap(({ trainableWeights }) => trainableWeights);
  return [
    { net: featureExtractor({ model, stages: ['stage1'] }), weights: weightsOf(/^(?:stem|stage1)_/) },
    { net: featureExtractor({ model, stages: ['stage2'] }), weights: weightsOf(/^stage2_/) },
    { net: model, weights: weightsOf(/^(?:stage3|head)_/) },
  ];
}

/** Sum of the losses of a net's outputs; the means of a feature map are the logits of as many classes as it has channels. */
function lossOf(net: LayersModel, images: Tensor, labels: Tensor1D): Scalar {
  const outputs = [net.apply(images, { training: true }) as Tensor | Tensor[]].flat();
  const all = outputs.map((output) => {
    const logits = output.rank === 4 ? mean(output, [1, 2]) : output;
    return losses.softmaxCrossEntropy(oneHot(labels, logits.shape[1] ?? 0), logits);
  });
  return addN(all) as Scalar;
}

/** Expects of every trainable weight a gradient that is finite and, unless a normalization cancels it, not zero. */
function expectGradients(model: LayersModel): void {
  const shape = model.inputs[0]?.shape.slice(1) as number[];
  const cancelled = cancelledBiases(model);
  const parts = partsOf(model); // of the trainable weights, not the frozen ones of a blur
  expect(parts.flatMap(({ weights }) => weights)).toHaveLength(model.trainableWeights.length);
  for (const { net, weights } of parts) {
    tidy(() => {
      // A batch of 4: the ImageNet nets end in maps of 1x1 here, and the normalization of 2 values leaves hardly any gradient.
      const images = randomNormal([4, ...shape], 0, 1, 'float32', 1);
      const labels = tensor1d([3, 7, 0, 5], 'int32');
      const variables = weights.map((weight) => weight.read() as Variable);
      const { value, grads } = variableGrads(() => lossOf(net, images, labels), variables);
      expect(Number.isFinite(value.dataSync()[0])).toBe(true);
      expect(Object.keys(grads)).toHaveLength(weights.length);
      const largest = Object.entries(grads).map(
        ([name, gradient]) => [name, max(abs(gradient)).dataSync()[0] ?? Number.NaN] as const,
      );
      for (const [name, size] of largest) {
        expect(size, name).toBeLessThan(Infinity);
        if (!cancelled.has(name)) expect(size, name).toBeGreaterThan(0);
      }
    });
  }
}

test.each(SMALL_FORMS)(
  'every weight of $name of compat $options.compat gets a gradient',
  ({ name, options }) => {
    const model = createModel(name, options as Parameters<typeof createModel>[1]);
    expectGradients(model);
    model.dispose();
    expect(memory().numTensors).toBe(0);
  },
);

test.each([
  ['googlenet', { auxiliary: true, compat: 'torchvision', inputShape: [32, 32, 3] }],
  ['googlenet', { auxiliary: true, inputShape: [79, 79, 3] }],
  ['resnet20', { shortcut: 'C', squeezeExcitation: 4, survival: 0.5, inputShape: [8, 8, 3] }],
  ['resnet18', { stem: 'deep', antialias: true, inputShape: [32, 32, 3] }],
  ['resnet50', { stem: 'cifar', lastGamma: 'ones', inputShape: [16, 16, 3] }],
] as const)('every weight of %s with %j gets a gradient', (name, options) => {
  const model = createModel(name as ModelName, { classes: CLASSES, ...options });
  expectGradients(model);
  model.dispose();
  expect(memory().numTensors).toBe(0);
});
