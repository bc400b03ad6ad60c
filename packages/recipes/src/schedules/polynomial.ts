import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link polynomial}. */
export interface PolynomialOptions {
  /** The learning rate of step 0. */
  readonly rate: number;
  /** Steps from there to `floor`. */
  readonly steps: number;
  /**
   * Exponent of the share of the steps that is left; 1 is a straight line.
   * @defaultValue 1
   */
  readonly power?: number;
  /**
   * The learning rate from step `steps` on.
   * @defaultValue 0
   */
  readonly floor?: number;
}

const EXPECTED: OptionsExample<PolynomialOptions> = {
  owner: 'polynomial',
  known: { rate: true, steps: true, power: true, floor: true },
  example: 'polynomial({ rate: 0.1, steps: 1000, power: 2 })',
};

/**
 * A power of the share of the steps that is left: `floor + (rate - floor) * (1 - step / steps) ^ power`, PyTorch's `PolynomialLR`
 * where `floor` is 0.
 * @throws RangeError if `rate`, `power` or `floor` is negative or not finite, or `steps` is no integer of at least 1.
 * @throws TypeError for anything but an object with the options.
 */
export function polynomial(options: PolynomialOptions): Schedule {
  expectOptions(options, EXPECTED);
  const { rate, steps, power = 1, floor = 0 } = options;
  expectNumber('rate', rate);
  expectInteger('steps', steps, 1);
  expectNumber('power', power);
  expectNumber('floor', floor);
  return (step) => (step >= steps ? floor : floor + (rate - floor) * ((steps - step) / steps) ** power);
}
