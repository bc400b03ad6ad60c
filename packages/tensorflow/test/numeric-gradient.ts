import { mul, sum, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Gradient of `sum(f(x) * weights)` at `x` by central differences: slow and rough, and it shares nothing with the
 * gradient under test. For an `f` that is linear within `step` of x.
 */
export function numericGradient(f: (x: Tensor) => Tensor, x: Tensor, weights: Tensor, step = 0.25): number[] {
  const values = Array.from(x.dataSync());
  const valueWith = (index: number, value: number): number =>
    tidy(() => {
      const changed = tensor(
        values.map((old, at) => (at === index ? value : old)),
        x.shape,
      );
      return sum(mul(f(changed), weights)).dataSync()[0] ?? Number.NaN;
    });
  return values.map(
    (value, index) => (valueWith(index, value + step) - valueWith(index, value - step)) / (2 * step),
  );
}

/** Fails where a gradient differs from the numeric one by more than its roughness. */
export function expectClose(
  gradient: Tensor | undefined,
  expected: readonly number[],
  roughness = 1e-3,
): void {
  const actual = Array.from(gradient?.dataSync() ?? []);
  expect(actual).toHaveLength(expected.length);
  const differences = expected.filter(
    (value, index) => !(Math.abs((actual[index] ?? Number.NaN) - value) < roughness),
  );
  expect(differences).toEqual([]);
}
