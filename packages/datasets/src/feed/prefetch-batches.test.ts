import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { TensorBatch } from '../tensor-source.ts';
import { prefetchBatches } from './prefetch-batches.ts';

/** Batches that take time, the first ones longest, and a record of how many are in the making. */
function slowBatches(): {
  readonly most: () => number;
  batch(indices: ArrayLike<number>, place?: { readonly epoch: number }): Promise<TensorBatch>;
} {
  let making = 0;
  let most = 0;
  return {
    most: () => most,
    async batch(indices, place) {
      making += 1;
      most = Math.max(most, making);
      const first = indices[0] ?? 0;
      await new Promise((resolve) => setTimeout(resolve, 10 - first));
      making -= 1;
      if (first === 6) throw new Error('image 6 is damaged.');
      return { images: tensor4d([first], [1, 1, 1, 1]), labels: tensor1d([place?.epoch ?? -1], 'int32') };
    },
  };
}

const planOf = (from: number, to: number): { indices: number[]; epoch: number }[] =>
  Array.from({ length: to - from }, (_, place) => ({ indices: [from + place], epoch: 4 }));

async function seen(batches: AsyncIterable<TensorBatch>, stopAt?: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { images, labels } of batches) {
    found.push(images.dataSync()[0] ?? Number.NaN);
    expect(labels.dataSync()[0]).toBe(4);
    images.dispose();
    labels.dispose();
    if (found.length === stopAt) break;
  }
  return found;
}

test('batches come in order, so many ahead, and from the middle those that were left', async () => {
  const before = memory().numTensors;
  for (const depth of [1, 3]) {
    const batches = slowBatches();
    expect(await seen(prefetchBatches({ batches, plan: planOf(0, 6), depth }))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(batches.most()).toBe(depth);
    expect(await seen(prefetchBatches({ batches, plan: planOf(4, 6), depth }))).toEqual([4, 5]);
  }
  expect(memory().numTensors).toBe(before);
});

test('what was made ahead is disposed of when the loop is left, and an error comes at its place', async () => {
  const before = memory().numTensors;
  const batches = slowBatches();
  expect(await seen(prefetchBatches({ batches, plan: planOf(0, 6), depth: 4 }), 2)).toEqual([0, 1]);
  const found: number[] = [];
  const loop = async (): Promise<void> => {
    for await (const { images, labels } of prefetchBatches({ batches, plan: planOf(4, 9), depth: 4 })) {
      found.push(images.dataSync()[0] ?? Number.NaN);
      images.dispose();
      labels.dispose();
    }
  };
  await expect(loop()).rejects.toThrow('image 6 is damaged.');
  expect(found).toEqual([4, 5]);
  expect(memory().numTensors).toBe(before);
  await expect(prefetchBatches({ batches, plan: [], depth: 0 }).next()).rejects.toThrow(
    'depth must be a whole number of at least 1; got 0.',
  );
});
