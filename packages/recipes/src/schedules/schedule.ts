import { written } from '../option-checks.ts';

/** An evaluation in the middle of a training, as a {@link Schedule} may look at it. */
export interface EvaluationRecord {
  /** Steps that were done when it took place. */
  readonly step: number;
  /** Mean loss of the validation data. */
  readonly loss: number;
  /** Fraction of the validation data classified wrongly. */
  readonly error: number;
  /** Mean error of the training batches since the evaluation before; absent where it is not known. */
  readonly trainError?: number;
  /** Mean loss of the training batches since the evaluation before; absent where it is not known. */
  readonly trainLoss?: number;
}

/**
 * The learning rate of a step, counted from 0: a pure function of the step, and with `plateau` or a warm-up until an error of the
 * evaluations so far too, so that a run that is resumed at any step, or read backwards for a plot, sees the same rates. Evaluations
 * that took place after more than `step` steps have no effect.
 */
export type Schedule = (step: number, history?: readonly EvaluationRecord[]) => number;

/** Throws a `TypeError` that says what to write unless `schedule` is a function. */
export function expectSchedule(owner: string, schedule: Schedule): void {
  if (typeof schedule === 'function') return;
  throw new TypeError(
    `${owner} needs a schedule, the learning rate of each step: write schedule: constantRate({ rate: 0.1 }); got ${written(schedule)}.`,
  );
}
