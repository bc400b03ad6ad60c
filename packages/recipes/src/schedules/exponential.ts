import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link exponential}. */
export interface ExponentialOptions {
  /** The learning rate of step 0. */
  readonly rate: number;
  /** What the rate is multiplied by over `every` steps. */
  readonly factor: number;
  /**
   * Steps that the factor is for.
   * @defaultValue 1
   */
  readonly every?: number;
  /**
   * Whether the rate drops at once every so many steps, rather than a little at each of them.
   * @defaultValue false
   */
  readonly staircase?: boolean;
}

const EXPECTED: OptionsExample<ExponentialOptions> = {
  owner: 'exponential',
  known: { rate: true, factor: true, every: true, staircase: true },
  example: 'exponential({ rate: 0.01, factor: 0.96, every: 1000 })',
};

/**
 * A rate that decays exponentially: `rate * factor ^ (step / every)`; as a staircase, the exponent is rounded down.
 * @throws RangeError if `rate` or `factor` is negative or not finite, or `every` is no integer of at least 1.
 * @throws TypeError for anything but an object with the options.
 * @see [Szegedy et al. 2015](https://arxiv.org/abs/1409.4842), section 6: times 0.96 every 8 epochs.
 */
export function exponential(options: ExponentialOptions): Schedule {
  expectOptions(options, EXPECTED);
  const { rate, factor, every = 1, staircase = false } = options;
  expectNumber('rate', rate);
  expectNumber('factor', factor);
  expectInteger('every', every, 1);
  return (step) => rate * factor ** (staircase ? Math.floor(step / every) : step / every);
}
