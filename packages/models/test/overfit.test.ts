import '@skipjack/tensorflow';
import { mnist } from '@skipjack/datasets';
import {
  argMax,
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
import type { ModelName } from '../src/index.ts';

const COUNT = 64;
const CLASSES = 10;
let pixels: Float32Array;
let classes: number[];

beforeAll(async () => {
  const { train: split } = await mnist();
  pixels = Float32Array.from(split.images.subarray(0, COUNT * 28 * 28), (pixel) => (pixel - 33) / 79);
  classes = [...split.labels.subarray(0, COUNT)];
});

/** Digits in the size of the net. */
function digits(size: number): Tensor4D {
  return tidy(() => image.resizeBilinear(tensor4d(pixels, [COUNT, 28, 28, 1]), [size, size]));
}

function correct(model: LayersModel, images: Tensor4D, labels: Tensor1D): number {
  return tidy(() => {
    const logits = model.predict(images, { batchSize: COUNT }) as Tensor;
    return sum(equal(argMax(logits, 1), labels)).dataSync()[0] ?? 0;
  });
}

/** One net of each family; the nets without batch normalization want smaller steps. */
const NETS = [
  ['alexnet', { compat: 'torchvision', inputShape: [63, 63, 1] }, 5e-4],
  ['vgg11', { inputShape: [32, 32, 1] }, 1e-4],
  ['googlenet', { inputShape: [32, 32, 1] }, 3e-4],
  ['plain20', { inputShape: [28, 28, 1] }, 3e-3],
  ['resnet20', { inputShape: [28, 28, 1] }, 3e-3],
  ['resnet18', { inputShape: [16, 16, 1] }, 1e-3],
  ['resnet50v2', { inputShape: [16, 16, 1] }, 1e-3],
] as const;

test.each(NETS)('%s with %j learns 64 digits by heart', (name, options, rate) => {
  const model = createModel(name as ModelName, { classes: CLASSES, dropout: 0, ...options });
  const images = digits(options.inputShape[0]);
  const labels = tensor1d(classes, 'int32');
  const optimizer = train.adam(rate);
  let right = 0;
  let steps = 0;
  while (right < COUNT && steps < 200) {
    optimizer.minimize(() => {
      const logits = model.apply(images, { training: true }) as Tensor;
      return mean(losses.softmaxCrossEntropy(oneHot(labels, CLASSES), logits)) as Scalar;
    });
    if (++steps % 5 === 0) right = correct(model, images, labels);
  }
  expect(right).toBe(COUNT);
  for (const each of [images, labels, optimizer, model]) each.dispose();
  expect(memory().numTensors).toBe(0);
});
