import { expect, test } from 'vitest';
import { confidence, formatSpread, spread } from './spread.ts';

test('mean and sample standard deviation of what is finite', () => {
  expect(spread([2, 4, 4, 4, 5, 5, 7, 9]).std).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(spread([1, Number.NaN, 3])).toEqual({ count: 2, mean: 2, std: Math.SQRT2 });
  expect(spread([5])).toEqual({ count: 1, mean: 5, std: Number.NaN });
  expect(spread([])).toEqual({ count: 0, mean: Number.NaN, std: Number.NaN });
});

test('the confidence interval is Student’s', () => {
  expect(confidence(spread([1, 2, 3, 4, 5]))).toBeCloseTo((2.78 * Math.sqrt(2.5)) / Math.sqrt(5), 12);
  expect(confidence(spread([1]))).toBeNaN();
});

test('is written with its scatter where there is one', () => {
  expect(formatSpread(spread([0.1, 0.12]))).toBe('11.0% ± 1.4%');
  expect(formatSpread(spread([0.1]))).toBe('10.0%');
  expect(formatSpread(spread([1, 2]), (value) => value.toFixed(1))).toBe('1.5 ± 0.7');
});
