import { expect, test } from 'vitest';
import { byteSize, counted, duration, grouped, listed, percent } from './quantities.ts';

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

test('one thing has no s', () => {
  expect([0, 1, 2].map((count) => counted(count, 'step'))).toEqual(['0 steps', '1 step', '2 steps']);
});

test('names are listed as in a sentence', () => {
  expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['a', 'a and b', 'a, b and c']);
});

test.each([
  [999, '999 B'],
  [5_120, '5.1 kB'],
  [170_052_171, '170.1 MB'],
  [1_329_278_602, '1.33 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(byteSize(bytes)).toBe(text);
});
