import { expect, test } from 'vitest';
import { epochOrder } from './epoch-order.ts';

const orderOf = (length: number, seed: number, epoch: number): number[] => [
  ...epochOrder({ length, seed, epoch }),
];
const ascending = (length: number): number[] => Array.from({ length }, (_, index) => index);

test('every order is a permutation', () => {
  for (const length of [0, 1, 2, 3, 17, 1000]) {
    for (const epoch of [0, 1, 5]) {
      expect(orderOf(length, 9, epoch).sort((one, other) => one - other)).toEqual(ascending(length));
    }
  }
});

test('the same seed and epoch give the same order at every call, in any order of calls', () => {
  const late = orderOf(500, 4, 9);
  orderOf(500, 4, 0);
  expect(orderOf(500, 4, 9)).toEqual(late);
});

test('epochs and seeds differ', () => {
  const orders = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [2 ** 40, 0],
  ].map(([seed = 0, epoch = 0]) => String(orderOf(100, seed, epoch)));
  expect(new Set(orders).size).toBe(orders.length);
});

test('every sample is equally likely at every place', () => {
  const counts = ascending(5).map(() => new Float64Array(5));
  for (let epoch = 0; epoch < 5000; epoch++) {
    for (const [place, sample] of orderOf(5, 1, epoch).entries()) {
      const row = counts[place] ?? new Float64Array(5);
      row[sample] = (row[sample] ?? 0) + 1;
    }
  }
  for (const row of counts) for (const count of row) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

// Computed by a separate implementation (Python): a change here changes every published run.
test('golden orders', () => {
  expect(orderOf(10, 0, 0)).toEqual([9, 3, 5, 0, 4, 1, 7, 6, 8, 2]);
  expect(orderOf(10, 0, 1)).toEqual([1, 0, 9, 6, 5, 7, 4, 2, 3, 8]);
  expect(orderOf(10, 1, 0)).toEqual([9, 3, 7, 8, 5, 1, 0, 2, 4, 6]);
  expect(orderOf(60_000, 0, 0).slice(0, 8)).toEqual([32326, 38326, 39725, 56063, 28542, 685, 1400, 49229]);
});

test('bad options are refused', () => {
  expect(() => orderOf(-1, 0, 0)).toThrow('length must be an integer of at least 0; got -1.');
  expect(() => orderOf(3, 0.5, 0)).toThrow('seed must be an integer of at least 0; got 0.5.');
  expect(() => orderOf(3, 0, -2)).toThrow('epoch must be an integer of at least 0; got -2.');
});
