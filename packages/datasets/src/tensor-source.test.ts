import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { ImageSplit } from './image-dataset.ts';
import { tensorSource } from './tensor-source.ts';

const split: ImageSplit = {
  length: 3,
  imageShape: [1, 2, 2],
  images: Uint8Array.from([0, 100, 10, 200, 20, 255, 30, 0, 40, 50, 255, 60]),
  labels: Uint8Array.from([2, 0, 1]),
};
const mean = [10, 100];
const std = [10, 50];

test('a batch holds the chosen images, normalised, and their labels', () => {
  const before = memory().numTensors;
  const { images, labels } = tensorSource({ split, mean, std }).batch([2, 0]);
  expect(images.shape).toEqual([2, 1, 2, 2]);
  expect(images.dtype).toBe('float32');
  expect(labels.dtype).toBe('int32');
  expect([...labels.dataSync()]).toEqual([1, 2]);
  expect([...images.dataSync()]).toEqual([3, -1, 24.5, -0.8, -1, 0, 0, 2].map(Math.fround));
  images.dispose();
  labels.dispose();
  expect(memory().numTensors).toBe(before);
});

test('typed arrays are taken as indices, and indices may repeat', () => {
  const { images, labels } = tensorSource({ split, mean, std }).batch(Uint32Array.of(1, 1));
  expect([...labels.dataSync()]).toEqual([0, 0]);
  images.dispose();
  labels.dispose();
});

test('limit takes the first images, and no more than there are', () => {
  expect(tensorSource({ split, mean, std, limit: 2 }).length).toBe(2);
  expect(tensorSource({ split, mean, std, limit: 99 }).length).toBe(3);
  expect(() => tensorSource({ split, mean, std, limit: 2 }).batch([2])).toThrow(
    'Index 2 (place 0 of the batch) names no image; expected a whole number from 0 to 1.',
  );
});

test.each([[-1], [3], [0.5], [Number.NaN]])('index %s is refused', (index) => {
  const before = memory().numTensors;
  expect(() => tensorSource({ split, mean, std }).batch([0, index])).toThrow(
    `Index ${index} (place 1 of the batch) names no image; expected a whole number from 0 to 2.`,
  );
  expect(memory().numTensors).toBe(before);
});

test('an empty batch is refused', () => {
  expect(() => tensorSource({ split, mean, std }).batch([])).toThrow(
    'A batch needs at least 1 index; got 0.',
  );
});

test.each([[0], [-1], [1.5], [Number.NaN]])('limit %s is refused', (limit) => {
  expect(() => tensorSource({ split, mean, std, limit })).toThrow(
    `limit must be a positive whole number of images; got ${limit}.`,
  );
});

test('statistics must fit the channels', () => {
  expect(() => tensorSource({ split, mean: [1], std })).toThrow(
    'mean has 1 numbers and the images have 2 channels; give one number for each channel.',
  );
  expect(() => tensorSource({ split, mean, std: [1, 0] })).toThrow('std must be positive; got 0.');
  expect(() => tensorSource({ split, mean: [1, Number.NaN], std })).toThrow('mean must be finite; got NaN.');
});
