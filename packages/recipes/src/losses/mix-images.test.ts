import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { mixImages } from './mix-images.ts';

test('each pixel is mixed with the partners by its share of the mask', () => {
  const images = tensor4d([1, 2, 10, 20, 3, 4, 30, 40], [2, 2, 1, 2]);
  const partner = tensor1d([1, 0], 'int32');
  const mask = tensor4d([0, 0.25], [1, 2, 1, 1]);
  const before = memory().numTensors;
  const mixed = tidy(() => [...mixImages(images, partner, mask).dataSync()]);
  expect(mixed).toEqual([3, 4, 25, 35, 1, 2, 15, 25]);
  expect(memory().numTensors).toBe(before);
});

test('a mask of ones leaves the images as they are', () => {
  const images = tensor4d([0.1, -0.2, 0.3, 7], [2, 1, 1, 2]);
  const mixed = mixImages(images, tensor1d([0, 1], 'int32'), tensor4d([1], [1, 1, 1, 1]));
  expect([...mixed.dataSync()]).toEqual([...images.dataSync()]);
});
