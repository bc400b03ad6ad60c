import '@skipjack/tensorflow';
import { mnist } from '@skipjack/datasets';
import {
  argMax,
  div,
  equal,
  image,
  losses,
  mean,
  memory,
  oneHot,
  sum,
  tensor1d,
  tensor4d,
  tidy,
  train,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { createModel } from '../src/index.ts';
import type { ModelName, ModelOptions, NetOptions } from '../src/index.ts';

const COUNT = 64;
const CLASSES = 10;
let pixels: Float32Array;
let classes: number[];

beforeAll(async () => {
  const { train: split } = await mnist();
  pixels = Float32Array.from(split.images.subarray(0, COUNT * 28 * 28), (pixel) => pixel - 33);
  classes = [...split.labels.subarray(0, COUNT)];
});

/** Digits in the size of the net, with pixels less their mean in these units. */
function digits(size: number, unit: number): Tensor4D {
  return tidy(() => div(image.resizeBilinear(tensor4d(pixels, [COUNT, 28, 28, 1]), [size, size]), unit));
}

function correct(model: LayersModel, images: Tensor4D, labels: Tensor1D): number {
  return tidy(() => {
    const logits = model.predict(images, { batchSize: COUNT }) as Tensor;
    return sum(equal(argMax(logits, 1), labels)).dataSync()[0] ?? 0;
  });
}

/** What a net learns with. */
interface Recipe {
  /** Learning rate of Adam; nets without batch normalization want a smaller one. */
  readonly rate: number;
  /** How many grey levels are 1: their standard deviation, unless the paper has none of that. */
  readonly unit?: number;
}

/**
 * One net of each family. The paper's AlexNet gets pixels as the paper's did, less their mean and not divided by anything: its
 * weights start at 0.01 and its biases at 1, and with pixels of variance 1 the logits are nearly the same for every image, the
 * gradients of the first layer are 1e-5, and a hundred steps of Adam learn hardly anything.
 */
const NETS: readonly (readonly [
  ModelName,
  NetOptions & { readonly inputShape: readonly [number, number, number] },
  Recipe,
])[] = [
  ['alexnet', { inputShape: [67, 67, 1] }, { rate: 1e-4, unit: 1 }],
  ['alexnet', { compat: 'torchvision', inputShape: [63, 63, 1] }, { rate: 5e-4 }],
  ['vgg11', { inputShape: [32, 32, 1] }, { rate: 1e-4 }],
  ['googlenet', { inputShape: [32, 32, 1] }, { rate: 3e-4 }],
  ['plain20', { inputShape: [28, 28, 1] }, { rate: 3e-3 }],
  ['resnet20', { inputShape: [28, 28, 1] }, { rate: 3e-3 }],
  ['resnet18', { inputShape: [16, 16, 1] }, { rate: 1e-3 }],
  ['resnet50v2', { inputShape: [16, 16, 1] }, { rate: 1e-3 }],
  ['resnext50_32x4d', { inputShape: [16, 16, 1] }, { rate: 1e-3 }],
];

/** From this loss on the weights rest, and the running statistics come up to them. */
const LEARNED = 0.01;

test.each(NETS)('%s with %j learns 64 digits by heart', (name, options, { rate, unit = 79 }) => {
  const model = createModel(name, { classes: CLASSES, dropout: 0, ...options } as ModelOptions);
  const images = digits(options.inputShape[0], unit);
  const labels = tensor1d(classes, 'int32');
  const optimizer = train.adam(rate);
  const loss = (): Scalar => {
    const logits = model.apply(images, { training: true }) as Tensor;
    return mean(losses.softmaxCrossEntropy(oneHot(labels, CLASSES), logits));
  };
  let [steps, right, last] = [0, 0, Infinity];
  while (right < COUNT && steps < 200) {
    tidy(() => {
      const now = last < LEARNED ? loss() : optimizer.minimize(loss, true);
      last = now?.dataSync()[0] ?? Number.NaN;
    });
    if (++steps % 5 === 0) right = correct(model, images, labels);
  }
  expect(right).toBe(COUNT);
  for (const each of [images, labels, optimizer, model]) each.dispose();
  expect(memory().numTensors).toBe(0);
});
