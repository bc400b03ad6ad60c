import { expect, test } from 'vitest';
import { quantityText, runLengths, shapeText, totalText, withTimes } from './architecture-text.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1.00 k'],
  [269_722, '270 k'],
  [25_557_032, '25.6 M'],
  [999_950, '1.00 M'],
  [3_857_973_248, '3.86 G'],
  [99_960_000, '100 M'],
  [null, '–'],
])('%s is %s', (value, text) => {
  expect(quantityText(value)).toBe(text);
});

test('sizes, shapes and repetitions', () => {
  expect(withTimes('7x7 conv, 64, /2x1; box')).toBe('7×7 conv, 64, /2×1; box');
  expect(shapeText([56, null, 64])).toBe('56×?×64');
  expect(runLengths(['a', 'a', 'b', 'a'])).toEqual(['2 × a', 'b', 'a']);
  const group = { name: 'a', stage: 'a', nodes: [], outputShape: [], params: 500, macs: 1 };
  expect(totalText([group, group])).toBe('1.00 k parameters, 2 multiply-adds');
  expect(totalText([group, { ...group, macs: null }])).toBe('1.00 k parameters, – multiply-adds');
});
