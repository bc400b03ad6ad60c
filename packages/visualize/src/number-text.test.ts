import { expect, test } from 'vitest';
import { formatDuration, formatInteger, formatPercent, formatPoints, formatSigned } from './number-text.ts';

test('writes numbers, percent and times', () => {
  expect(formatInteger(273_978)).toBe('273,978');
  expect(formatPercent(0.2134)).toBe('21.3%');
  expect([0.4, 59.6, 252, 7200].map((seconds) => formatDuration(seconds))).toEqual([
    '0 s',
    '1 min 0 s',
    '4 min 12 s',
    '2 h 0 min',
  ]);
});

test('differences carry their sign, and none where they read as zero', () => {
  const whole = (size: number): string => size.toFixed(0);
  expect([3, -3, 0.2, -0.2].map((value) => formatSigned(value, whole))).toEqual(['+3', '−3', '±0', '±0']);
});

test('points are the difference of the percentages as printed', () => {
  expect(`${formatPercent(0.0194)} to ${formatPercent(0.0166)}`).toBe('1.9% to 1.7%');
  expect(formatPoints(0.0194, 0.0166)).toBe('−0.2 points');
  expect(formatPoints(0.02, 0.213)).toBe('+19.3 points');
});

test('what is not finite is a dash', () => {
  const texts = [
    formatInteger(Number.NaN),
    formatPercent(Infinity),
    formatPoints(0, Number.NaN),
    formatDuration(Number.NaN),
  ];
  expect([...texts, formatSigned(Number.NaN, String)]).toEqual(['–', '–', '–', '–', '–']);
});
