import { expect, test } from 'vitest';
import { generator } from './generator.ts';

// First values computed by a separate implementation of sfc32 with integers of any size (Python).
test('the first values are those of sfc32', () => {
  const first = generator(0, 0);
  expect([first.next(), first.next(), first.next(), first.next()]).toEqual([
    4216505632, 947923937, 2491578854, 3964400089,
  ]);
  const second = generator(Number.MAX_SAFE_INTEGER, 7);
  expect([second.next(), second.next(), second.next(), second.next()]).toEqual([
    3045536079, 4012256545, 1405581167, 657697993,
  ]);
});

test('bounded draws are within the bound and evenly spread', () => {
  const { below } = generator(3, 1);
  for (const bound of [1, 2, 3, 10, 1000]) {
    const draws = 20_000;
    const counts = new Float64Array(bound);
    for (let draw = 0; draw < draws; draw++) {
      const value = below(bound);
      counts[value] = (counts[value] ?? Number.NaN) + 1;
    }
    const expected = draws / bound;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThanOrEqual(bound - 1 + 5 * Math.sqrt(2 * bound));
  }
});

test('bounded draws are unbiased for a bound that does not divide 2^32', () => {
  const bound = 3 * 2 ** 30; // a plain remainder would draw the lower third twice as often
  const { below } = generator(1, 1);
  const lower = Array.from({ length: 6000 }, () => below(bound)).filter((value) => value < 2 ** 30).length;
  expect(Math.abs(lower - 2000)).toBeLessThan(150);
});
