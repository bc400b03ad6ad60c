import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** The learning rate of step 0. */
  readonly rate: number;
  /** Steps from there to `floor`. */
  readonly steps: number;
  /**
   * The learning rate from step `steps` on.
   * @defaultValue 0
   */
  readonly floor?: number;
}

const EXPECTED: OptionsExample<CosineOptions> = {
  owner: 'cosine',
  known: { rate: true, steps: true, floor: true },
  example: 'cosine({ rate: 0.1, steps: 1000 })',
};

/**
 * Half a cosine from `rate` down to `floor`: `floor + (rate - floor) * (1 + cos(pi * step / steps)) / 2`.
 *
 * Differs: PyTorch's `CosineAnnealingLR` goes up again after `steps`; this stays at `floor`.
 * @throws RangeError if `rate` or `floor` is negative or not finite, or `steps` is no integer of at least 1.
 * @throws TypeError for anything but an object with the options.
 * @see [Loshchilov and Hutter 2017](https://arxiv.org/abs/1608.03983), equation 5, without its restarts
 */
export function cosine(options: CosineOptions): Schedule {
  expectOptions(options, EXPECTED);
  const { rate, steps, floor = 0 } = options;
  expectNumber('rate', rate);
  expectInteger('steps', steps, 1);
  expectNumber('floor', floor);
  return (step) =>
    step >= steps ? floor : floor + ((rate - floor) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}
