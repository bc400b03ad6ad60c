import { expect, test } from 'vitest';
import { decimalNumber, wholeNumber } from './option-numbers.ts';

const steps = wholeNumber({ option: '--steps', atLeast: 1 });
const rate = decimalNumber({ option: '--lr', atLeast: 0, above: true });
const decay = decimalNumber({ option: '--weight-decay', atLeast: 0 });

test('whole numbers are read', () => {
  expect(steps('1')).toBe(1);
  expect(steps('300')).toBe(300);
  expect(wholeNumber({ option: '--seed', atLeast: 0, atMost: 7 })('7')).toBe(7);
});

test.each([
  ['0'],
  ['-5'],
  ['1.5'],
  ['12abc'],
  [''],
  [' '],
  ['1e3'],
  ['0x10'],
  ['NaN'],
  ['Infinity'],
  ['99999999999999999999'],
])('%j is no number of steps', (text) => {
  expect(() => steps(text)).toThrow(`--steps must be a whole number of at least 1; got "${text}".`);
});

test('a whole number beyond its range names the range', () => {
  expect(() => wholeNumber({ option: '--seed', atLeast: 0, atMost: 7 })('8')).toThrow(
    '--seed must be a whole number from 0 to 7; got "8".',
  );
});

test('decimal numbers are read', () => {
  expect(rate('0.1')).toBe(0.1);
  expect(rate('.5')).toBe(0.5);
  expect(decay('1e-5')).toBe(1e-5);
  expect(decay('0')).toBe(0);
});

test.each([['0'], ['-0.1'], ['fast'], ['0.1x'], ['1e999'], ['NaN'], ['Infinity'], [''], ['1,5']])(
  '%j is no learning rate',
  (text) => {
    expect(() => rate(text)).toThrow(`--lr must be a number above 0, such as 0.1 or 1e-4; got "${text}".`);
  },
);

test('a decimal number beyond its range names the range', () => {
  const epochs = decimalNumber({ option: '--epochs', atLeast: 0, atMost: 100, above: true });
  expect(epochs('100')).toBe(100);
  expect(() => epochs('1e300')).toThrow('--epochs must be a number above 0 and at most 100, such as');
});

test('a negative weight decay is refused', () => {
  expect(() => decay('-1')).toThrow('--weight-decay must be a number of at least 0');
});
