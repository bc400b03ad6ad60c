import '@tensorflow/tfjs-backend-cpu';
import { memory, slice4d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, input, layers, model, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { densePass } from './dense-pass.ts';

const start = (seed: number) => ({
  kernelInitializer: initializers.glorotNormal({ seed }),
  biasInitializer: initializers.randomNormal({ seed }),
});

const images = (height: number, width: number): Tensor4D =>
  tensor4d(
    Array.from({ length: 2 * height * width }, (_, index) => Math.sin(index * 1.3)),
    [2, height, width, 1],
  );

/** Convolutions without padding, so that a net on a part of an image sees what it would see of the image. */
function vggLike(size = 6) {
  return sequential({
    layers: [
      layers.conv2d({
        filters: 3,
        kernelSize: 3,
        activation: 'relu',
        inputShape: [size, size, 1],
        ...start(1),
      }),
      layers.maxPooling2d({ poolSize: 2, strides: 2 }),
      layers.flatten(),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 5, activation: 'relu', ...start(2) }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 4, activation: 'tanh', ...start(3) }),
      layers.dense({ units: 3, ...start(4) }),
    ],
  });
}

test('fully connected layers as convolutions are the mean over all parts of the image', () => {
  const net = vggLike();
  const seen = images(10, 12);
  const dense = [...densePass(net)(seen).dataSync()];
  const sums = dense.map(() => 0);
  let count = 0;
  for (let top = 0; top <= 4; top += 2) {
    for (let left = 0; left <= 6; left += 2) {
      count++;
      const logits = net.predict(slice4d(seen, [0, top, left, 0], [2, 6, 6, 1])) as Tensor;
      logits.dataSync().forEach((logit, index) => {
        sums[index] = (sums[index] ?? 0) + logit;
      });
    }
  }
  expect(count).toBe(12);
  dense.forEach((logit, index) => expect(logit).toBeCloseTo((sums[index] ?? 0) / count, 5));
});

test('on images of its own size it is the net itself, and makes no tensors that stay', () => {
  const net = vggLike();
  const seen = images(6, 6);
  const own = [...(net.predict(seen) as Tensor).dataSync()];
  const before = memory().numTensors;
  const pass = densePass(net);
  const found = tidy(() => [...pass(seen).dataSync()]);
  expect(memory().numTensors).toBe(before);
  found.forEach((logit, index) => expect(logit).toBeCloseTo(own[index] ?? Number.NaN, 6));
});

test('a net with global pooling takes any size, and an auxiliary head with dense layers does not matter', () => {
  const image = input({ shape: [4, 4, 1] });
  const features = layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', ...start(5) }).apply(image);
  const pooled = layers.globalAveragePooling2d({}).apply(features);
  const answer = layers.dense({ units: 3, ...start(6) });
  const flat = layers.flatten().apply(features);
  const auxiliary = layers.dense({ units: 3, ...start(7) }).apply(flat) as typeof image;
  const net = model({ inputs: image, outputs: [answer.apply(pooled) as typeof image, auxiliary] });
  const any = input({ shape: [null, null, 1] });
  const convolution = net.layers.find((layer) => layer.getClassName() === 'Conv2D');
  const largerMap = convolution?.apply(any) as typeof image;
  const larger = model({
    inputs: any,
    outputs: answer.apply(layers.globalAveragePooling2d({}).apply(largerMap)) as typeof image,
  });
  const seen = images(7, 9);
  expect([...densePass(net)(seen).dataSync()]).toEqual([...(larger.predict(seen) as Tensor).dataSync()]);
});

test('a net that goes with one size of image is refused with the layer', () => {
  const reshaped = sequential({
    layers: [
      layers.reshape({ name: 'rows', targetShape: [4, 1], inputShape: [2, 2, 1] }),
      layers.flatten(),
      layers.dense({ units: 3 }),
    ],
  });
  expect(() => densePass(reshaped)).toThrow(
    "because its layer rows (Reshape) goes with one size of image; use crops: 'multi' instead.",
  );
  const twice = sequential({
    layers: [
      layers.flatten({ name: 'early', inputShape: [2, 2, 1] }),
      layers.reshape({ targetShape: [2, 2, 1] }),
      layers.globalMaxPooling2d({}),
      layers.dense({ units: 3 }),
    ],
  });
  expect(() => densePass(twice)).toThrow('its layer early (Flatten) goes with one size of image');
});

test('images that are too small are refused', () => {
  expect(() => densePass(vggLike())(images(4, 9))).toThrow(
    /needs a feature map of at least 2x2; got 1x3: give larger images\.$/,
  );
});
