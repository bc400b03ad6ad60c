import { expectInteger, expectNumber } from './bounds.ts';
import { expectOptions, written } from './option-checks.ts';
import type { OptionsExample } from './option-checks.ts';

/**
 * The learning rate of a step, counted from 0: a pure function, so that a run that is resumed at any step,
 * or read backwards for a plot, sees the same rates.
 */
export type Schedule = (step: number) => number;

/** Options of {@link constantRate}. */
export interface ConstantRateOptions {
  /** The learning rate of every step. */
  readonly rate: number;
}

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

/** Options of {@link warmUp}. */
export interface WarmUpOptions {
  /** Length of the warm-up in steps; 0 leaves the schedule as it is. */
  readonly steps: number;
  /**
   * The learning rate of step 0.
   * @defaultValue `schedule(0) / steps`, so that step 0 trains too
   */
  readonly from?: number;
  /** The schedule that the warm-up leads to. */
  readonly schedule: Schedule;
}

const CONSTANT_RATE: OptionsExample<ConstantRateOptions> = {
  owner: 'constantRate',
  known: { rate: true },
  example: 'constantRate({ rate: 0.1 })',
};
const MULTI_STEP: OptionsExample<MultiStepOptions> = {
  owner: 'multiStep',
  known: { rate: true, milestones: true, factor: true },
  example: 'multiStep({ rate: 0.1, milestones: [800] })',
};
const WARM_UP: OptionsExample<WarmUpOptions> = {
  owner: 'warmUp',
  known: { steps: true, from: true, schedule: true },
  example: 'warmUp({ steps: 100, schedule: constantRate({ rate: 0.1 }) })',
};

/** Throws a `TypeError` that says what to write unless `schedule` is a function. */
export function expectSchedule(owner: string, schedule: Schedule): void {
  if (typeof schedule === 'function') return;
  throw new TypeError(
    `${owner} needs a schedule, the learning rate of each step: write schedule: constantRate({ rate: 0.1 }); got ${written(schedule)}.`,
  );
}

/**
 * The same rate at every step.
 * @throws RangeError if `rate` is negative or not finite.
 * @throws TypeError for anything but an object with the options.
 */
export function constantRate(options: ConstantRateOptions): Schedule {
  expectOptions(options, CONSTANT_RATE);
  const { rate } = options;
  expectNumber('rate', rate);
  return () => rate;
}

/**
 * A rate that drops at milestones: `rate * factor ^ (number of milestones reached)`.
 * @throws RangeError if `rate` or `factor` is negative or not finite, or the milestones are not ascending integers.
 * @throws TypeError if the milestones are no array, or an option is unknown.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385), section 4.2: rate 0.1, divided by 10 at 32,000 and 48,000 of 64,000 steps.
 */
export function multiStep(options: MultiStepOptions): Schedule {
  expectOptions(options, MULTI_STEP);
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

/**
 * Leads linearly from `from` at step 0 to `schedule` at step `steps`, and follows `schedule` from there.
 *
 * The rate is `from + (schedule(step) - from) * step / steps` where `step < steps`, and `schedule(step)` afterwards. Without
 * `from`, `warmUp({ steps: 4, schedule: constantRate({ rate: 0.4 }) })` gives 0.1, 0.175, 0.25, 0.325, 0.4, 0.4 and so on.
 *
 * Differs: He et al. 2015 (section 4.2) hold 0.01 until the training error of the 110-layer net is below 80 %, then jump to 0.1.
 * @throws RangeError if `steps` is no integer of at least 0, or `from` is negative or not finite.
 * @throws TypeError if there is no schedule, or an option is unknown.
 */
export function warmUp(options: WarmUpOptions): Schedule {
  expectOptions(options, WARM_UP);
  const { steps, schedule } = options;
  expectInteger('steps', steps, 0);
  expectSchedule('warmUp', schedule);
  if (options.from !== undefined) expectNumber('from', options.from);
  const from = options.from ?? schedule(0) / Math.max(steps, 1);
  return (step) => {
    const rate = schedule(step);
    return step < steps ? from + ((rate - from) * step) / steps : rate;
  };
}
