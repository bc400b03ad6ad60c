import { expect, test } from 'vitest';
import { versionReaches } from './version-order.ts';

test.each([
  ['2.27', '2.27', true],
  ['2.36', '2.27', true],
  ['2.9', '2.27', false],
  ['525.60.13', '525.60.13', true],
  ['525.60', '525.60.13', false],
  ['525.147.05', '525.60.13', true],
  ['450.80.02', '525.60.13', false],
  ['21.0.0', '20.19', true],
  ['3', '2.99.99', true],
])('%s reaches %s: %s', (version, oldest, reaches) => {
  expect(versionReaches(version, oldest)).toBe(reaches);
});
