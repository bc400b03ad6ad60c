import '@tensorflow/tfjs-backend-cpu';
import { backend, memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { heNormal } from './he-normal.ts';
import { weightTensor } from './weight-tensor.ts';

test('the numbers are drawn for the whole shape', () => {
  const weights = weightTensor([2, 3], (length) => Float32Array.from({ length }, (_, index) => index));
  expect(weights.shape).toEqual([2, 3]);
  expect([...weights.dataSync()]).toEqual([0, 1, 2, 3, 4, 5]);
  weights.dispose();
});

test('on a backend that stores nothing none is drawn, whatever the size', () => {
  const before = memory().numTensors;
  Reflect.set(backend(), 'storesNothing', true);
  try {
    const weights = weightTensor([1e6, 1e6], () => {
      throw new Error('drawn');
    });
    expect(weights).toMatchObject({ shape: [1e6, 1e6], dtype: 'float32' });
    weights.dispose();
    heNormal({ seed: 1 }).apply([1e5, 1e5]).dispose();
  } finally {
    Reflect.deleteProperty(backend(), 'storesNothing');
  }
  expect(memory().numTensors).toBe(before);
});
