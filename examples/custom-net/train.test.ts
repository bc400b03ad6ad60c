import { memory, ready } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { trainCustomNet } from './train.ts';

test('sixty steps on MNIST leave an error far below chance, and no tensor', async () => {
  await ready();
  const before = memory().numTensors;
  const error = await trainCustomNet({ steps: 60 });
  // Chance is 0.9.
  expect(error).toBeLessThan(0.3);
  expect(memory().numTensors).toBe(before);
});
