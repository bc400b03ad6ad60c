import { expect, test } from 'vitest';
import type { Series } from './series.ts';
import { settledDomain } from './settled-domain.ts';

const curve = (...values: number[]): Series => ({ name: 'net', points: values.map((y, x) => ({ x, y })) });

test('ends at a round number a third above the second half of the curves', () => {
  expect(settledDomain({ series: [curve(0.9, 0.5, 0.3, 0.21)], most: 1 })).toEqual([0, 0.4]);
});

test('takes the whole of a curve that never falls, at most the largest sensible value', () => {
  expect(settledDomain({ series: [curve(0.9, 0.9, 0.9)], most: 1 })).toEqual([0, 1]);
  expect(settledDomain({ series: [curve(0.02, 0.02)], most: 1 })?.[1]).toBeCloseTo(0.02);
});

test('shows the last value of a curve that was stopped early', () => {
  const [, end = 0] =
    settledDomain({ series: [curve(0.9, 0.1, 0.05, 0.02, 0.02, 0.02), curve(0.9, 0.6)], most: 1 }) ?? [];
  expect(end).toBeGreaterThanOrEqual(0.6);
});

test('skips points that are not finite; nothing but them, or nothing, gives no domain', () => {
  expect(settledDomain({ series: [curve(Number.NaN, 0.2, Infinity)], most: 1 })).toEqual([0, 0.2]);
  expect(settledDomain({ series: [curve(Number.NaN)], most: 1 })).toBeUndefined();
  expect(settledDomain({ series: [], most: 1 })).toBeUndefined();
});

test('values of zero still give an axis that rises', () => {
  expect(settledDomain({ series: [curve(0, 0)], most: 1 })).toEqual([0, 0.1]);
});
