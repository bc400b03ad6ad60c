import type { Generator } from '../generator.ts';

/** Uniform over (0, 1), never 0 or 1. */
export const uniform = (random: Generator): number => (random.next() + 0.5) / 2 ** 32;

/** Standard normal, by Marsaglia's polar method. */
function normal(random: Generator): number {
  for (;;) {
    const u = 2 * uniform(random) - 1;
    const v = 2 * uniform(random) - 1;
    const square = u * u + v * v;
    if (square < 1 && square > 0) return u * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** The logarithm of a sample of the gamma distribution of that shape and scale 1, by the method of Marsaglia and Tsang. */
function logGamma(random: Generator, shape: number): number {
  if (shape < 1) return logGamma(random, shape + 1) + Math.log(uniform(random)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root ** 3;
    if (Math.log(uniform(random)) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/**
 * A sample of the beta distribution with both parameters `alpha`: `g / (g + h)` of two gamma samples, in logarithms, so that
 * the smallest `alpha` gives 0 or 1 and not 0 / 0.
 * @see Marsaglia and Tsang 2000, "A simple method for generating gamma variables", with its note for shapes below 1
 */
export function betaSample(random: Generator, alpha: number): number {
  const first = logGamma(random, alpha);
  const second = logGamma(random, alpha);
  return 1 / (1 + Math.exp(second - first));
}
