import { expect, test } from 'vitest';
import { histogramBuckets } from './histogram-buckets.ts';

test.each([
  [
    'each number in its bucket, the largest in the last',
    [1, 2, 3, 4, 5],
    4,
    [1, 2, 1, 2, 3, 1, 3, 4, 1, 4, 5, 2],
  ],
  ['equal numbers are one bucket around them', [7, 7, 7], 5, [6.5, 7.5, 3]],
  ['no numbers are no buckets', [], 5, []],
  ['what is not finite is left out', [Number.NaN, 0, Infinity, 2, -Infinity], 2, [0, 1, 1, 1, 2, 1]],
  ['nothing finite is no buckets', [Number.NaN, Infinity], 2, []],
  ['the widest range of float32', [-3.4e38, 3.4e38], 2, [-3.4e38, 0, 1, 0, 3.4e38, 1]],
])('%s', (_what, values, count, rows) => {
  expect([...histogramBuckets(values, count)]).toEqual(rows);
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 21])('%d buckets are none', (count) => {
  expect(() => histogramBuckets([1], count)).toThrow(
    `Expected bucket count to be a strictly positive integer of at most 1048576, but it was ${count}.`,
  );
});
