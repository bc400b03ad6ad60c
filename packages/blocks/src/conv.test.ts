import '@tensorflow/tfjs-backend-cpu';
import { conv2d, randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { conv } from './conv.ts';

const SIZES = Array.from({ length: 9 }, (_, index) => index + 1);

test.each([
  [1, 1],
  [1, 2],
  [3, 1],
  [3, 2],
  [3, 3],
  [5, 2],
  [7, 2],
])('kernel %i, stride %i: the output is ceil(size / stride) for every size', (kernelSize, stride) => {
  for (const size of SIZES) {
    const image = input({ shape: [size, size + 1, 2] });
    const y = conv(image, { name: 'c', filters: 3, kernelSize, stride });
    expect(y.shape).toEqual([null, Math.ceil(size / stride), Math.ceil((size + 1) / stride), 3]);
  }
});

test.each([8, 9])('stride 2 pads one pixel on every side of %i pixels', (size) => {
  const image = input({ shape: [size, size, 2] });
  const net = model({
    inputs: image,
    outputs: conv(image, { name: 'c', filters: 3, kernelSize: 3, stride: 2 }),
  });
  expect(net.layers.slice(1).map((layer) => layer.name)).toEqual(['c_pad', 'c_conv']);
  tidy(() => {
    const x = randomNormal([2, size, size, 2], 0, 1, 'float32', 1) as Tensor4D;
    const kernel = net.getLayer('c_conv').getWeights()[0] as Tensor4D;
    const expected = conv2d(x, kernel, 2, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    expect((net.predict(x) as Tensor).dataSync()).toEqual(expected.dataSync());
  });
});

test('there is no bias, and no padding layer where none is needed', () => {
  const image = input({ shape: [8, 8, 2] });
  const y = conv(image, { name: 'a', filters: 3, kernelSize: 3 });
  const net = model({ inputs: image, outputs: conv(y, { name: 'b', filters: 3, kernelSize: 1, stride: 2 }) });
  expect(net.layers.slice(1).map((layer) => layer.name)).toEqual(['a_conv', 'b_conv']);
  expect(net.weights).toHaveLength(2);
});

test('weights follow from the seed and the name', () => {
  const weights = (name: string, seed: number): Float32Array => {
    const image = input({ shape: [8, 8, 2] });
    const net = model({ inputs: image, outputs: conv(image, { name, filters: 3, kernelSize: 3, seed }) });
    return net.getWeights()[0]?.dataSync() as Float32Array;
  };
  expect(weights('a', 0)).toEqual(weights('a', 0));
  expect(weights('a', 0)).not.toEqual(weights('b', 0));
  expect(weights('a', 0)).not.toEqual(weights('a', 1));
});

test.each([
  [{ filters: 0 }, RangeError, 'c: filters must be an integer of at least 1; got 0.'],
  [{ filters: 1.5 }, RangeError, 'c: filters must be an integer of at least 1; got 1.5.'],
  [{ filters: '8' as never }, RangeError, "c: filters must be an integer of at least 1; got '8'."],
  [{ stride: 0 }, RangeError, 'c: stride must be an integer of at least 1; got 0.'],
  [{ kernelSize: 4 }, RangeError, 'c: kernelSize must be odd, such as 5; got 4.'],
  [{ kernelSize: -3 }, RangeError, 'c: kernelSize must be an integer of at least 1; got -3.'],
  [{ seed: -1 }, RangeError, 'c: seed must be an integer from 0 to 4294967295; got -1.'],
  [
    { name: '' },
    RangeError,
    "conv: name must be letters, digits and underscores, such as 'stage1_block1'; got ''.",
  ],
])('%o is refused', (wrong, error, message) => {
  const image = input({ shape: [8, 8, 3] });
  const options = { name: 'c', filters: 4, kernelSize: 3, ...wrong };
  expect(() => conv(image, options)).toThrow(new error(message));
});

test.each([[[8, 8, null]], [[8, 8]]])('an input of shape %j is refused', (shape) => {
  const image = input({ shape });
  expect(() => conv(image, { name: 'c', filters: 4, kernelSize: 3 })).toThrow(
    /^c needs an input \[batch, height, width, channels\] of known channels; got \[null, 8, 8/,
  );
});
