import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** The learning rate before the first drop. */
  readonly rate: number;
  /** Steps between two drops. */
  readonly every: number;
  /**
   * What the rate is multiplied by at each drop.
   * @defaultValue 0.1
   */
  readonly factor?: number;
}

const EXPECTED: OptionsExample<StepDecayOptions> = {
  owner: 'stepDecay',
  known: { rate: true, every: true, factor: true },
  example: 'stepDecay({ rate: 0.1, every: 1000 })',
};

/**
 * A rate that drops at equal distances: `rate * factor ^ floor(step / every)`, PyTorch's `StepLR`.
 * @throws RangeError if `rate` or `factor` is negative or not finite, or `every` is no integer of at least 1.
 * @throws TypeError for anything but an object with the options.
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  expectOptions(options, EXPECTED);
  const { rate, every, factor = 0.1 } = options;
  expectNumber('rate', rate);
  expectInteger('every', every, 1);
  expectNumber('factor', factor);
  return (step) => rate * factor ** Math.floor(step / every);
}
