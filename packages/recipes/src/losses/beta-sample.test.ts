import { expect, test } from 'vitest';
import { generator } from '../generator.ts';
import { betaSample } from './beta-sample.ts';

const COUNT = 20_000;

test.each([0.1, 0.2, 0.4, 1, 2, 8])('the moments are those of the beta distribution of %d, %d', (alpha) => {
  const random = generator(11, 0);
  const samples = Array.from({ length: COUNT }, () => betaSample(random, alpha));
  const moment = (power: number): number =>
    samples.reduce((sum, sample) => sum + (sample - 0.5) ** power, 0) / COUNT;
  // Central moments of Beta(a, a): 1 / (4 (2a + 1)), and 3 / (16 (2a + 1) (2a + 3)); five standard errors allowed.
  const variance = 1 / (4 * (2 * alpha + 1));
  const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(variance / COUNT));
  expect(Math.abs(moment(2) - variance)).toBeLessThan(5 * Math.sqrt((fourth - variance ** 2) / COUNT));
  expect(Math.abs(moment(4) - fourth)).toBeLessThan(5 * Math.sqrt((0.5 ** 4 * fourth) / COUNT));
  expect(samples.every((sample) => sample >= 0 && sample <= 1)).toBe(true);
});

test('alpha 1 is uniform: a tenth of the samples in each tenth', () => {
  const random = generator(3, 0);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < COUNT; index++) {
    const place = Math.min(Math.floor(betaSample(random, 1) * 10), 9);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - COUNT / 10)).toBeLessThan(5 * Math.sqrt(COUNT * 0.09));
});

test('the smallest alpha gives numbers, not 0 / 0', () => {
  const random = generator(5, 0);
  for (let index = 0; index < 1000; index++) {
    const sample = betaSample(random, 1e-6);
    expect(sample >= 0 && sample <= 1).toBe(true);
  }
});
