import {
  add,
  clipByValue,
  clone,
  div,
  minimum,
  mul,
  scalar,
  sqrt,
  square,
  sum,
  tidy,
} from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';

/** Limits of the gradients; the norm is limited first where both are given. */
export interface ClipSpec {
  /**
   * All gradients together are scaled down where their norm, the root of the sum of all squares, is above this.
   * @defaultValue no limit
   */
  readonly norm?: number;
  /**
   * Every number is limited to `-value` to `value`.
   * @defaultValue no limit
   */
  readonly value?: number;
}

/** Keeps the factor finite where all gradients are 0, as PyTorch does. */
const LEAST_NORM = 1e-6;

const EXPECTED: OptionsExample<ClipSpec> = {
  owner: 'clip',
  known: { norm: true, value: true },
  example: 'clip: { norm: 1 }',
};

/** Throws a `RangeError` for limits that are not positive numbers, and a `TypeError` for other keys. */
export function expectClip(clip: ClipSpec): void {
  expectOptions(clip, EXPECTED);
  const { norm, value } = clip;
  for (const [name, limit] of [
    ['clip.norm', norm],
    ['clip.value', value],
  ] as const) {
    if (limit === undefined) continue;
    expectNumber(name, limit);
    if (limit === 0) throw new RangeError(`${name} must be above 0; got 0.`);
  }
}

/**
 * Limits gradients, within a step that may be compiled.
 *
 * The norm as `torch.nn.utils.clip_grad_norm_` does: the factor is `min(1, norm / (total + 1e-6))`.
 * @throws RangeError if a limit is not a number above 0; TypeError for another key.
 * @returns New tensors by the same names, the caller's to dispose.
 */
export function clipGradients(gradients: NamedTensorMap, clip: ClipSpec): NamedTensorMap {
  expectClip(clip);
  const { norm, value } = clip;
  return tidy(() => {
    if (norm === undefined && value === undefined) return mapped(gradients, clone);
    let clipped = gradients;
    if (norm !== undefined) {
      let squares = scalar(0);
      for (const gradient of Object.values(gradients)) squares = add(squares, sum(square(gradient)));
      const factor: Scalar = minimum(div(norm, add(sqrt(squares), LEAST_NORM)), 1);
      clipped = mapped(clipped, (gradient) => mul(gradient, factor));
    }
    if (value !== undefined) clipped = mapped(clipped, (gradient) => clipByValue(gradient, -value, value));
    return clipped;
  });
}

function mapped(gradients: NamedTensorMap, change: (gradient: Tensor) => Tensor): NamedTensorMap {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, change(gradient)]));
}
