import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { grad, memory, ones, randomUniform, sum, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { adaptiveAveragePool, AdaptiveAveragePooling2D } from './adaptive-average-pool.ts';
import { blurPool } from './blur-pool.ts';
import { maxPool } from './max-pool.ts';

const net = (size: number, channels: number, layer: (x: SymbolicTensor) => SymbolicTensor): LayersModel => {
  const image = input({ shape: [size, size, channels] });
  return model({ inputs: image, outputs: layer(image) });
};

/** Maximum along one axis by its definition: PyTorch's `max_pool1d` for numbers that are not negative. */
function maxima(values: number[], window: number, stride: number, padding: number, ceil: boolean): number[] {
  const span = values.length + 2 * padding - window;
  let count = (ceil ? Math.ceil(span / stride) : Math.floor(span / stride)) + 1;
  if (ceil && (count - 1) * stride >= values.length + padding) count--;
  return Array.from({ length: count }, (_value, index) => {
    const from = index * stride - padding;
    return Math.max(...values.slice(Math.max(from, 0), from + window));
  });
}

test.each([
  [3, 2, 0, 'floor'],
  [3, 2, 0, 'ceil'],
  [3, 2, 1, 'floor'],
  [3, 2, 1, 'ceil'],
  [2, 2, 0, 'ceil'],
  [2, 3, 1, 'ceil'],
] as const)(
  "a maximum over %i at stride %i, padding %i, %s, is PyTorch's for every size",
  (poolSize, stride, padding, rounding) => {
    for (const size of [4, 5, 6, 7, 8, 9, 10, 11]) {
      const row = Array.from({ length: size }, (_value, index) => (index * 7) % 5);
      const pooled = net(size, 1, (x) => maxPool(x, { name: 'p', poolSize, stride, padding, rounding }));
      const expected = maxima(row, poolSize, stride, padding, rounding === 'ceil');
      tidy(() => {
        const image = tensor(Array.from({ length: size }, () => row)).reshape([1, size, size, 1]);
        const y = (pooled.predict(image) as Tensor).squeeze([0, 3]).arraySync() as number[][];
        expect(y).toEqual(expected.map(() => expected));
      });
    }
  },
);

test('an image smaller than the window is refused', () => {
  expect(() => net(2, 1, (x) => maxPool(x, { name: 'p', poolSize: 3, stride: 2 }))).toThrow(
    new RangeError('p_pool needs a padded image of at least 3x3 pixels; got 2x2: use larger images.'),
  );
});

/** PyTorch's windows: from `floor(i * n / m)` to `ceil((i + 1) * n / m)`. */
function adaptive(values: number[], outputs: number): number[] {
  return Array.from({ length: outputs }, (_value, index) => {
    const from = Math.floor((index * values.length) / outputs);
    const part = values.slice(from, Math.ceil(((index + 1) * values.length) / outputs));
    return part.reduce((total, value) => total + value, 0) / part.length;
  });
}

test.each([
  [14, 4],
  [5, 3],
  [1, 7],
  [8, 4],
  [7, 7],
])("an adaptive average from %i to %i is PyTorch's", (size, outputSize) => {
  const row = Array.from({ length: size }, (_value, index) => index * index);
  const pooled = net(size, 1, (x) => adaptiveAveragePool(x, { name: 'p', outputSize }));
  const standard = size % outputSize === 0;
  expect(pooled.layers.some((layer) => layer instanceof AdaptiveAveragePooling2D)).toBe(!standard);
  const expected = adaptive(row, outputSize);
  tidy(() => {
    const image = tensor(Array.from({ length: size }, () => row)).reshape([1, size, size, 1]);
    const y = (pooled.predict(image) as Tensor).squeeze([0, 3]).arraySync() as number[][];
    for (const line of y)
      for (const [at, value] of line.entries()) expect(value).toBeCloseTo(expected[at] ?? 0, 3);
  });
});

test('an adaptive average of any batch has a gradient that sums to it, and leaks nothing', () => {
  const before = memory().numTensors;
  tidy(() => {
    const layer = new AdaptiveAveragePooling2D({ outputSize: 3 });
    const gradient = grad((x: Tensor) => sum(layer.call(x)))(randomUniform([2, 5, 4, 3]));
    expect(gradient.shape).toEqual([2, 5, 4, 3]);
    expect(gradient.sum().dataSync()[0]).toBeCloseTo(2 * 3 * 3 * 3, 3);
  });
  expect(memory().numTensors).toBe(before);
});

test('a blur keeps what is even, halves the size, and does not train', () => {
  const blurred = net(8, 2, (x) => blurPool(x, { name: 'b' }));
  expect(blurred.trainableWeights).toHaveLength(0);
  tidy(() => {
    const y = blurred.predict(ones([1, 8, 8, 2])) as Tensor;
    expect(y.shape).toEqual([1, 4, 4, 2]);
    // The first row and column see zeros around the image; all others are even.
    expect([...y.slice([0, 1, 1, 0], [1, 3, 3, 2]).dataSync()]).toEqual(Array.from({ length: 18 }, () => 1));
    expect(y.dataSync()[0]).toBeCloseTo(0.75 * 0.75, 6);
  });
});
