import '@skipjack/tensorflow';
import {
  abs,
  addN,
  losses,
  max,
  memory,
  oneHot,
  randomNormal,
  tensor1d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { createModel } from '../src/index.ts';
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

/** Expects of every trainable weight a gradient that is finite and, unless a normalization cancels it, not zero. */
function expectGradients(model: LayersModel): void {
  const shape = model.inputs[0]?.shape.slice(1) as number[];
  const cancelled = cancelledBiases(model);
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable); // not the frozen ones of a blur
  tidy(() => {
    // A batch of 4: the ImageNet nets end in maps of 1x1 here, and the normalization of 2 values leaves hardly any gradient.
    const images = randomNormal([4, ...shape], 0, 1, 'float32', 1);
    const labels = oneHot(tensor1d([3, 7, 0, 5], 'int32'), CLASSES);
    const { value, grads } = variableGrads(() => {
      const outputs = [model.apply(images, { training: true }) as Tensor | Tensor[]].flat();
      const all = outputs.map((logits) => losses.softmaxCrossEntropy(labels, logits));
      return addN(all) as Scalar;
    }, variables);
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    expect(Object.keys(grads)).toHaveLength(model.trainableWeights.length);
    const largest = Object.entries(grads).map(
      ([name, gradient]) => [name, max(abs(gradient)).dataSync()[0] ?? Number.NaN] as const,
    );
    for (const [name, size] of largest) {
      expect(size, name).toBeLessThan(Infinity);
      if (!cancelled.has(name)) expect(size, name).toBeGreaterThan(0);
    }
  });
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
