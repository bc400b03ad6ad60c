import { expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link constantRate}. */
export interface ConstantRateOptions {
  /** The learning rate of every step. */
  readonly rate: number;
}

const EXPECTED: OptionsExample<ConstantRateOptions> = {
  owner: 'constantRate',
  known: { rate: true },
  example: 'constantRate({ rate: 0.1 })',
};

/**
 * The same rate at every step.
 * @throws RangeError if `rate` is negative or not finite.
 * @throws TypeError for anything but an object with the options.
 */
export function constantRate(options: ConstantRateOptions): Schedule {
  expectOptions(options, EXPECTED);
  const { rate } = options;
  expectNumber('rate', rate);
  return () => rate;
}
