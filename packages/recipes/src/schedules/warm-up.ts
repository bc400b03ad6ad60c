import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions, written } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { expectSchedule } from './schedule.ts';
import type { EvaluationRecord, Schedule } from './schedule.ts';

/** What ends a warm-up; the first of them, where both are given. */
export interface WarmUpEnd {
  /** Ends with the first evaluation since which the mean error of the training batches is below this, from 0 to 1. */
  readonly trainError?: number;
  /** Ends with the first evaluation with an error of the validation data below this, from 0 to 1. */
  readonly error?: number;
}

/** Options of {@link warmUp}. */
export interface WarmUpOptions {
  /**
   * Length of the warm-up in steps, at most where there is `until`; 0 leaves the schedule as it is.
   * @defaultValue with `until`, as long as it takes; needed otherwise
   */
  readonly steps?: number;
  /**
   * The learning rate of step 0. Needed for a constant warm-up.
   * @defaultValue `schedule(0) / steps`, so that step 0 trains too
   */
  readonly from?: number;
  /**
   * Whether the rate climbs in a line to that of the schedule, or stays and jumps there.
   * @defaultValue 'constant' with `until`, or else 'linear'
   */
  readonly shape?: 'linear' | 'constant';
  /**
   * Ends the warm-up by an error, of which the evaluations so far tell.
   * @defaultValue by the steps alone
   */
  readonly until?: WarmUpEnd;
  /**
   * Whether the schedule begins with its step 0 when the warm-up ends, rather than run beneath it. Needs `steps`, and no `until`.
   * @defaultValue false
   */
  readonly delay?: boolean;
  /** The schedule that the warm-up leads to. */
  readonly schedule: Schedule;
}

const EXPECTED: OptionsExample<WarmUpOptions> = {
  owner: 'warmUp',
  known: { steps: true, from: true, shape: true, until: true, delay: true, schedule: true },
  example: 'warmUp({ steps: 100, schedule: constantRate({ rate: 0.1 }) })',
};
const UNTIL: OptionsExample<WarmUpEnd> = {
  owner: 'until',
  known: { trainError: true, error: true },
  example: 'until: { trainError: 0.8 }',
};

function expectUntil(until: WarmUpEnd, options: WarmUpOptions): void {
  expectOptions(until, UNTIL);
  const { trainError, error } = until;
  if (trainError === undefined && error === undefined)
    throw new TypeError('until needs an error: write until: { trainError: 0.8 }.');
  for (const [name, value] of Object.entries({ trainError, error })) {
    if (value !== undefined && !(value > 0 && value <= 1))
      throw new RangeError(`until.${name} must be above 0 and at most 1; got ${String(value)}.`);
  }
  if (options.shape === 'linear')
    throw new RangeError(
      "shape must be 'constant' with until, whose end nobody knows beforehand; got 'linear'.",
    );
  if (options.delay === true)
    throw new RangeError('delay needs a warm-up of a known length; give steps without until, or no delay.');
}

function expectForm(options: WarmUpOptions): void {
  const { steps, from, until } = options;
  const { shape = until ? 'constant' : 'linear' } = options;
  if (steps !== undefined || until === undefined) expectInteger('steps', steps as number, 0);
  expectSchedule('warmUp', options.schedule);
  if (from !== undefined) expectNumber('from', from);
  if (until !== undefined) expectUntil(until, options);
  if (shape !== 'linear' && shape !== 'constant')
    throw new RangeError(`shape must be 'linear' or 'constant'; got ${written(shape)}.`);
  if (shape === 'constant' && from === undefined)
    throw new TypeError('from is needed for a constant warm-up, whose rate it is: write from: 0.01.');
}

/** Whether an evaluation after at most `step` steps has reached the error. */
function isReached(until: WarmUpEnd, step: number, history: readonly EvaluationRecord[]): boolean {
  const { trainError = 0, error = 0 } = until;
  return history.some(
    (record) =>
      record.step <= step && ((record.trainError ?? Number.NaN) < trainError || record.error < error),
  );
}

/** The evaluations after the first `steps` steps, as one sees them who counts from there. */
const since = (history: readonly EvaluationRecord[], steps: number): EvaluationRecord[] =>
  history.filter((record) => record.step > steps).map((record) => ({ ...record, step: record.step - steps }));

/**
 * Begins with a low rate, `from`, and follows `schedule` afterwards.
 *
 * Linear: the rate is `from + (schedule(step) - from) * step / steps` where `step < steps`, and `schedule(step)` afterwards. Without
 * `from`, `warmUp({ steps: 4, schedule: constantRate({ rate: 0.4 }) })` gives 0.1, 0.175, 0.25, 0.325, 0.4, 0.4 and so on.
 *
 * Until an error: the rate is `from` until an evaluation tells that the error is below the given one. He et al. do that with the
 * 110-layer net: `warmUp({ from: 0.01, until: { trainError: 0.8 }, schedule })`. The evaluations must be often enough to see it.
 *
 * With `delay`, as PyTorch's `SequentialLR`, the schedule's step 0 is the first after the warm-up, and a linear warm-up leads to
 * its first rate.
 * @throws RangeError if a number is out of range, `shape` is none of those allowed, or options do not go together.
 * @throws TypeError if there is no schedule, `from` is missing for a constant warm-up, or an option is unknown.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385), section 4.2
 */
export function warmUp(options: WarmUpOptions): Schedule {
  expectOptions(options, EXPECTED);
  expectForm(options);
  const { schedule, delay = false } = options;
  const { steps = Infinity, shape = options.until ? 'constant' : 'linear' } = options;
  const until = options.until && { ...options.until };
  const from = options.from ?? schedule(0) / Math.max(steps, 1);
  return (step, history = []) => {
    const ends = step >= steps || (until !== undefined && isReached(until, step, history));
    if (ends) return delay ? schedule(step - steps, since(history, steps)) : schedule(step, history);
    if (shape === 'constant') return from;
    const target = delay ? schedule(0) : schedule(step, history);
    return from + ((target - from) * step) / steps;
  };
}
