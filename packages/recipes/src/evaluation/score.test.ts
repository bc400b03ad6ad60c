import { expect, test } from 'vitest';
import { scoreBatch } from './score.ts';

test('counts the rows whose highest logit is the label and sums their losses', () => {
  const { lossSum, correct } = scoreBatch([0, 3, 1, 2, 1, 0], [1, 2], 3);
  const first = Math.log(1 + Math.exp(-3) + Math.exp(-2));
  const second = Math.log(1 + Math.exp(-1) + Math.exp(-2)) + 2;
  expect(correct).toBe(1);
  expect(lossSum).toBeCloseTo(first + second, 14);
});

test('among equal logits the lowest class is the answer', () => {
  expect(scoreBatch([1, 1, 1], [0], 3).correct).toBe(1);
  expect(scoreBatch([1, 1, 1], [1], 3).correct).toBe(0);
  expect(scoreBatch([0, 5, 5], [1], 3).correct).toBe(1);
  expect(scoreBatch([0, 5, 5], [2], 3).correct).toBe(0);
});

test('huge logits keep their loss', () => {
  expect(scoreBatch([1e30, -1e30], [1], 2).lossSum).toBe(2e30);
  expect(scoreBatch([1000, 0], [0], 2).lossSum).toBe(0);
});

test.each([
  { row: [Number.NaN, 0, 0], label: 0 },
  { row: [0, Number.NaN, 0], label: 0 },
  { row: [0, Infinity, 0], label: 1 },
  { row: [-Infinity, -Infinity, -Infinity], label: 0 },
])('a row of NaN, Infinity or -Infinity alone is wrong: $row', ({ row, label }) => {
  const { lossSum, correct } = scoreBatch(row, [label], 3);
  expect(correct).toBe(0);
  expect(lossSum).toBeNaN();
});

test('-Infinity beside finite logits rules a class out', () => {
  expect(scoreBatch([0, -Infinity, 0], [0], 3)).toMatchObject({ lossSum: Math.log(2), correct: 1 });
  expect(scoreBatch([0, -Infinity, 0], [1], 3)).toMatchObject({ lossSum: Infinity, correct: 0 });
});

test('the five highest logits count, lower classes first among equal ones', () => {
  const row = [6, 5, 4, 3, 2, 1, 0];
  expect([0, 4, 5, 6].map((label) => scoreBatch(row, [label], 7).topFive)).toEqual([1, 1, 0, 0]);
  const tied = [1, 1, 1, 1, 1, 1, 2];
  expect([6, 3, 4].map((label) => scoreBatch(tied, [label], 7).topFive)).toEqual([1, 1, 0]);
  expect(scoreBatch([Number.NaN, 1, 1], [1], 3).topFive).toBe(0);
  expect(scoreBatch([...row, ...row], [4, 5], 7)).toMatchObject({ topFive: 1, correct: 0 });
});

test('tells the class answered, and -1 where there is none', () => {
  const rows = [0, 3, 1, 2, 1, 2, Number.NaN, 0, 0, 0, Infinity, 0];
  expect([...scoreBatch(rows, [0, 0, 0, 0], 3).answers]).toEqual([1, 0, -1, -1]);
});
