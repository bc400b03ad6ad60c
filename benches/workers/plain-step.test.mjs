import '@tensorflow/tfjs-backend-cpu';
import { crossEntropy, sgd } from '@skipjack/recipes';
import * as tf from '@tensorflow/tfjs-core';
import { countParams } from '@skipjack/models';
import { expect, test } from 'vitest';
import { netInputs } from './net-inputs.mjs';
import { firstNumber, inference, lossOf, trainableParams, trainingStep } from './plain-step.mjs';
import { zooModel } from './zoo-model.mjs';

const SETTINGS = { net: 'resnet8', batch: 2, inputShape: [8, 8, 3], classes: 10 };
const RECIPE = { rate: 0.05, momentum: 0.9, weightDecay: 0.01 };

test('trains as the optimizer of the recipes does, and leaves no tensor behind', async () => {
  const [plain, other] = [zooModel(SETTINGS), zooModel(SETTINGS)];
  const { images, labels } = netInputs(tf, SETTINGS);
  const step = firstNumber(() => plainStep(images, labels));
  const plainStep = trainingStep(tf, plain, RECIPE);
  const optimizer = sgd({ momentum: RECIPE.momentum, weightDecay: RECIPE.weightDecay });
  const variables = other.trainableWeights.map((weight) => weight.val);
  const reference = () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => crossEntropy({ logits: other.apply(images, { training: true }), labels }),
        variables,
      );
      optimizer.step({ variables, gradients: grads, rate: RECIPE.rate });
      return value.dataSync()[0];
    });
  let tensors;
  for (let count = 0; count < 4; count++) {
    expect(await step()).toBeCloseTo(reference(), 5);
    if (count === 0) tensors = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(tensors);
});

test('the auxiliary heads count 0.3 each', () => {
  const labels = tf.tensor1d([1, 0], 'int32');
  const main = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const other = tf.tensor2d([2, 0, 0, 2], [2, 2]);
  const value = (outputs) => lossOf(tf, outputs, labels).dataSync()[0];
  expect(value([main, other, other])).toBeCloseTo(value(main) + 0.6 * value(other), 6);
});

test('inference answers the logits of evaluation mode, the first of several', async () => {
  const model = zooModel(SETTINGS);
  const { images, sample } = netInputs(tf, SETTINGS);
  const expected = model.predict(images).dataSync()[0];
  expect(await firstNumber(() => inference(tf, model)(images))()).toBeCloseTo(expected, 6);
  const two = { apply: () => [tf.scalar(7), tf.scalar(8)] };
  expect(inference(tf, two)(images).dataSync()[0]).toBe(7);
  expect(trainableParams(model)).toBe(countParams(model));
  // The first of the generator that batch_values.py has too.
  expect(sample[0]).toBeCloseTo(-0.52708894, 7);
});
