import { expect, test } from 'vitest';
import { getDisplayDecimalPlaces, getSuccinctNumberDisplay } from './number-display.ts';
import { ProgressBar } from './progress-bar.ts';

test('a bar grows with its ticks, and tells how long it will take', () => {
  const bar = new ProgressBar('eta=:eta :bar :what', { width: 8, total: 4, head: '>', renderThrottle: 0 });
  expect(bar.line({ what: 'none' }, 0)).toBe('eta=0.0 -------- none');
  bar.tick({ what: '' });
  expect(bar.line({ what: 'loss=:x' }, 3)).toBe('eta=9.0 =>------ loss=:x');
  bar.tick(0);
  bar.tick(2);
  expect(bar.line({}, 3)).toBe('eta=1.0 =====>-- :what');
  bar.tick(9);
  expect(bar.line({ what: '' }, 4)).toBe('eta=0.0 =======> ');
});

test.each([
  [0, '0.00'],
  [12.345, '12.35'],
  [-12.345, '-12.35'],
  [0.5, '0.500'],
  [0.0123, '0.0123'],
  [1.234e-7, '1.23e-7'],
  [Number.NaN, 'NaN'],
  [Infinity, 'Infinity'],
])('%d is %s', (x, text) => {
  expect(getSuccinctNumberDisplay(x)).toBe(text);
});

test('small numbers need more places', () => {
  expect([1, 0.12, 0.012, 2e-3].map(getDisplayDecimalPlaces)).toEqual([2, 3, 4, 5]);
});
