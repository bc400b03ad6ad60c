import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions, written } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link multiStep}. */
export interface MultiStepOptions {
  /** The learning rate before the first milestone. */
  readonly rate: number;
  /** Steps, ascending, from which on the rate is multiplied once more by `factor`. */
  readonly milestones: readonly number[];
  /**
   * What the rate is multiplied by at each milestone.
   * @defaultValue 0.1
   */
  readonly factor?: number;
}

const EXPECTED: OptionsExample<MultiStepOptions> = {
  owner: 'multiStep',
  known: { rate: true, milestones: true, factor: true },
  example: 'multiStep({ rate: 0.1, milestones: [800] })',
};

/**
 * A rate that drops at milestones: `rate * factor ^ (number of milestones reached)`.
 * @throws RangeError if `rate` or `factor` is negative or not finite, or the milestones are not ascending integers.
 * @throws TypeError if the milestones are no array, or an option is unknown.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385), section 4.2: rate 0.1, divided by 10 at 32,000 and 48,000 of 64,000 steps.
 */
export function multiStep(options: MultiStepOptions): Schedule {
  expectOptions(options, EXPECTED);
  const { rate, factor = 0.1 } = options;
  if (!Array.isArray(options.milestones)) {
    throw new TypeError(
      `milestones must be an array of steps, such as [800], or [] for none; got ${written(options.milestones)}.`,
    );
  }
  const milestones: readonly number[] = [...options.milestones];
  expectNumber('rate', rate);
  expectNumber('factor', factor);
  for (const [index, milestone] of milestones.entries()) {
    expectInteger(`milestones[${index}]`, milestone, 0);
    const previous = milestones[index - 1] ?? -1;
    if (milestone <= previous) {
      throw new RangeError(`milestones must ascend; got ${milestone} after ${previous}.`);
    }
  }
  return (step) => rate * factor ** milestones.filter((milestone) => step >= milestone).length;
}
