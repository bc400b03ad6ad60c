import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor1d, tensor4d, zeros } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { input, layers, model, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { classifierOf, expectBatch, logitsOf, outputsOf, trainableVariables } from './classifier.ts';

const dense = (activation: 'linear' | 'softmax') =>
  sequential({
    layers: [layers.flatten({ inputShape: [2, 3, 1] }), layers.dense({ name: 'head', units: 4, activation })],
  });

const images = (shape: [number, number, number, number]): Tensor4D => zeros(shape);

test('knows the image shape and the classes', () => {
  expect(classifierOf(dense('linear'))).toMatchObject({ imageShape: [2, 3, 1], classes: 4, outputs: 1 });
});

test('a model that is no classifier of images by logits is refused', () => {
  expect(() => classifierOf(dense('softmax'))).toThrow(
    "the model's output must be logits, but its layer head ends in a softmax: build it without one.",
  );
  const map = sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [4, 4, 1] })] });
  expect(() => classifierOf(map)).toThrow(
    "the model's output must be logits [batch, classes]; got [any, 4, 4, 2].",
  );
  const [left, right] = [input({ shape: [1] }), input({ shape: [1] })];
  const outputs = layers.add().apply([left, right]) as typeof left;
  expect(() => classifierOf(model({ inputs: [left, right], outputs }))).toThrow(
    'the model must have 1 input and at least 1 output; got 2 and 1.',
  );
});

/** A head of some classes, and one of others on the same features. */
function twoHeads(classes: number, others: number, activation: 'linear' | 'softmax' = 'linear') {
  const image = input({ shape: [2, 3, 1] });
  const features = layers.flatten().apply(image) as typeof image;
  const head = (units: number, of: 'linear' | 'softmax') =>
    layers
      .dense({ units, activation: of, name: `${of}_${units}_${Math.random()}` })
      .apply(features) as typeof image;
  return model({ inputs: image, outputs: [head(classes, 'linear'), head(others, activation)] });
}

test('auxiliary classifiers are outputs too, behind the answer', () => {
  const net = twoHeads(4, 4);
  expect(classifierOf(net)).toMatchObject({ classes: 4, outputs: 2 });
  const seen: Tensor4D = tensor4d([1, -2, 3, 4, 0.5, 2], [1, 2, 3, 1]);
  const outputs = outputsOf(net, seen, false).map((logits) => [...logits.dataSync()]);
  expect(outputs).toHaveLength(2);
  expect(outputs[0]).not.toEqual(outputs[1]);
  expect([...logitsOf(net, seen, false).dataSync()]).toEqual(outputs[0]);
  expect(outputsOf(dense('linear'), seen, false)).toHaveLength(1);
});

test('outputs of other classes, or of probabilities, are refused', () => {
  expect(() => classifierOf(twoHeads(4, 5))).toThrow(
    "the model's outputs must all be logits of the same classes; got 4, 5 classes: leave out",
  );
  expect(() => classifierOf(twoHeads(4, 4, 'softmax'))).toThrow('ends in a softmax: build it without one.');
});

test('a disposed model is refused by name', () => {
  const net = dense('linear');
  net.dispose();
  expect(() => classifierOf(net)).toThrow(`the model ${net.name} is disposed; build it anew.`);
});

test('a batch that does not fit the model is refused with both shapes', async () => {
  const classifier = classifierOf(dense('linear'));
  const labels = tensor1d([0, 3], 'int32');
  await expect(expectBatch(classifier, { images: images([2, 3, 3, 1]), labels }, 2)).rejects.toThrow(
    "images must have the shape [2, 3, 1] of the model's input; got [3, 3, 1].",
  );
  await expect(expectBatch(classifier, { images: images([3, 2, 3, 1]), labels }, 2)).rejects.toThrow(
    'the data must return the 2 images asked for; got 3.',
  );
  await expect(expectBatch(classifier, { images: images([3, 2, 3, 1]), labels }, 3)).rejects.toThrow(
    'labels must have the shape [3], one for each image of the batch; got [2].',
  );
  const fitting = images([2, 2, 3, 1]);
  await expect(
    expectBatch(classifier, { images: fitting, labels: tensor1d([0, 4], 'int32') }, 2),
  ).rejects.toThrow('labels must be 0 to 3 for 4 classes; got 4 at place 1 of the batch.');
  expect([...(await expectBatch(classifier, { images: fitting, labels }, 2))]).toEqual([0, 3]);
});

test('a model for images of any size takes any size, but not any channels', async () => {
  const pooled = sequential({
    layers: [layers.globalAveragePooling2d({ inputShape: [null, null, 1] }), layers.dense({ units: 2 })],
  });
  const classifier = classifierOf(pooled);
  const labels = tensor1d([0], 'int32');
  await expectBatch(classifier, { images: tensor4d([1, 2], [1, 1, 2, 1]), labels }, 1);
  await expect(expectBatch(classifier, { images: images([1, 5, 5, 3]), labels }, 1)).rejects.toThrow(
    "images must have the shape [any, any, 1] of the model's input; got [5, 5, 3].",
  );
});

test('finds the trainable variables, each once, without making tensors', () => {
  const net = dense('linear');
  const before = memory().numTensors;
  expect(trainableVariables(net).map((variable) => variable.shape)).toEqual([[6, 4], [4]]);
  expect(memory().numTensors).toBe(before);
  for (const layer of net.layers) layer.trainable = false;
  expect(() => trainableVariables(net)).toThrow('the model must have a trainable weight; got 0 of them');
});
