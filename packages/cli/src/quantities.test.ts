import { expect, test } from 'vitest';
import { duration, grouped, percent } from './quantities.ts';

test('fractions become percentages', () => {
  expect(percent(0.12345)).toBe('12.35 %');
  expect(percent(Number.NaN)).toBe('-');
});

test('whole numbers get commas', () => {
  expect(grouped(273_978.4)).toBe('273,978');
  expect(grouped(Number.POSITIVE_INFINITY)).toBe('-');
});

test.each([
  [0.4, '0 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
  [7629, '2 h 07 min'],
  [Number.NaN, '-'],
  [Number.POSITIVE_INFINITY, '-'],
  [-1, '-'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
