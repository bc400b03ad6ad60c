import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { samples, setting, tinyNet } from '../test/tiny-training.ts';
import { batchFeed, disposeInputs } from './batch-feed.ts';
import type { BatchFeed, BatchFeedOptions } from './batch-feed.ts';
import { classifierOf } from './classifier.ts';
import { epochOrder } from './epoch-order.ts';
import { mixing } from './losses/mixing.ts';
import type { SampleSource } from './sample-source.ts';
import { train } from './train.ts';

/** A source that notes what it was asked for, and fails at one request. */
function noting(length: number, failing = Infinity): { data: SampleSource; asked: [number[], unknown][] } {
  const source = samples(length);
  const asked: [number[], unknown][] = [];
  const data: SampleSource = {
    length,
    batch: async (indices, place) => {
      asked.push([Array.from(indices), place]);
      await Promise.resolve();
      if (asked.length > failing) throw new Error(`no batch ${asked.length}`);
      return source.batch(indices, place);
    },
  };
  return { data, asked };
}

const feedOf = (data: SampleSource, changes: Partial<BatchFeedOptions> = {}): BatchFeed =>
  batchFeed({
    ...{ data, classifier: classifierOf(tinyNet()), batch: 4, accumulate: 1, stepsPerEpoch: 2, seed: 3 },
    ...{ mixing: undefined, ...changes },
  });

test('a position is a place in the order of its epoch, whichever is taken first', async () => {
  const { data, asked } = noting(11);
  const feed = feedOf(data, { accumulate: 2 });
  for (const position of [5, 0]) disposeInputs(await feed.take(position));
  const [first, third] = [0, 2].map((epoch) => Array.from(epochOrder({ length: 11, seed: 3, epoch })));
  expect(asked).toEqual([
    [third?.slice(4, 6), { epoch: 2 }],
    [third?.slice(6, 8), { epoch: 2 }],
    [first?.slice(0, 2), { epoch: 0 }],
    [first?.slice(2, 4), { epoch: 0 }],
  ]);
  await feed.dispose();
});

test('what was made ahead is taken once, and is not made again', async () => {
  const { data, asked } = noting(8);
  const feed = feedOf(data);
  feed.prefetch(1);
  expect(asked).toHaveLength(1);
  disposeInputs(await feed.take(1));
  expect(asked).toHaveLength(1);
  disposeInputs(await feed.take(1));
  expect(asked).toHaveLength(2);
});

test('what was made ahead and is not taken is freed', async () => {
  const { data } = noting(8);
  const before = memory().numTensors;
  const feed = feedOf(data, { mixing: mixing({ mixup: 1 }) });
  const own = memory().numTensors;
  feed.prefetch(1);
  const [inputs] = await feed.take(0);
  // Images, labels, and what mixes them: the partner, the mask, the share.
  expect(memory().numTensors).toBe(own + 5);
  disposeInputs(inputs ? [inputs] : []);
  feed.prefetch(1);
  await feed.dispose();
  expect(memory().numTensors).toBe(own);
  expect(own).toBeGreaterThan(before);
});

test('an error of what was made ahead comes up once, where it is taken, and leaves nothing', async () => {
  const { data, asked } = noting(8, 1);
  const feed = feedOf(data, { accumulate: 2 });
  const own = memory().numTensors;
  feed.prefetch(0);
  await new Promise((done) => setTimeout(done, 5));
  await expect(feed.take(0)).rejects.toThrow('no batch 2');
  expect(memory().numTensors).toBe(own);
  // One that nobody takes is told to nobody.
  feed.prefetch(1);
  await feed.dispose();
  expect(asked).toHaveLength(3);
  expect(memory().numTensors).toBe(own);
});

test('a training whose data fails ahead ends with that error after the step before, without a leak', async () => {
  const { data } = noting(30, 3);
  const options = setting({ data });
  const before = memory().numTensors;
  const steps: number[] = [];
  await expect(train({ ...options, onStep: ({ step }) => void steps.push(step) })).rejects.toThrow(
    'no batch 4',
  );
  expect(steps).toEqual([1, 2, 3]);
  options.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
});
