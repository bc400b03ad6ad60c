import { expect, test } from 'vitest';
import { normalSamples } from './normal-samples.ts';

const moment = (samples: Float32Array, power: number): number =>
  samples.reduce((sum, x) => sum + x ** power, 0) / samples.length;

test('samples have the moments of the normal distribution', () => {
  const samples = normalSamples(1_000_000, 1, 7);
  // Each bound is about five standard errors of the estimate.
  expect(Math.abs(moment(samples, 1))).toBeLessThan(0.005);
  expect(Math.abs(moment(samples, 2) - 1)).toBeLessThan(0.007);
  expect(Math.abs(moment(samples, 3))).toBeLessThan(0.02);
  expect(Math.abs(moment(samples, 4) - 3)).toBeLessThan(0.05);
});

test('samples fill the body, the wedges and the tail as the distribution function says', () => {
  const samples = normalSamples(1_000_000, 2, 1);
  const beyond = (sigmas: number): number =>
    samples.filter((x) => Math.abs(x) > 2 * sigmas).length / samples.length;
  // 2 * (1 - Phi(sigmas)); bounds of about five standard errors.
  expect(Math.abs(beyond(0.5) - 0.617_075)).toBeLessThan(0.0025);
  expect(Math.abs(beyond(1) - 0.317_311)).toBeLessThan(0.0025);
  expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.0011);
  expect(Math.abs(beyond(3.4426) - 0.000_576)).toBeLessThan(0.000_12);
  expect(beyond(4)).toBeGreaterThan(0);
});

test('equal seeds give equal samples, and a longer draw begins with the shorter one', () => {
  const short = normalSamples(100, 1, 0);
  const long = normalSamples(1000, 1, 0);
  expect(long.slice(0, 100)).toEqual(short);
});

test('the samples of seed 0 stay what they are: saved experiments depend on them', () => {
  const samples = normalSamples(4, 1, 0);
  expect([...samples].map((x) => x.toFixed(6))).toEqual(['-0.387693', '-0.601279', '0.989403', '-0.454426']);
});

test('neighbouring seeds give samples that do not correlate', () => {
  const a = normalSamples(100_000, 1, 0);
  const b = normalSamples(100_000, 1, 1);
  const correlation = a.reduce((sum, x, index) => sum + x * (b[index] ?? 0), 0) / a.length;
  expect(Math.abs(correlation)).toBeLessThan(0.016);
});
