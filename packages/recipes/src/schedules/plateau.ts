import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions, written } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { EvaluationRecord, Schedule } from './schedule.ts';

/** Which number of an {@link EvaluationRecord} a schedule watches. */
export type WatchedMetric = 'error' | 'loss' | 'trainError' | 'trainLoss';

/** The metrics that {@link plateau} can watch. */
export const WATCHED_METRICS: readonly WatchedMetric[] = ['error', 'loss', 'trainError', 'trainLoss'];

/** Options of {@link plateau}. */
export interface PlateauOptions {
  /** The learning rate before the first drop. */
  readonly rate: number;
  /**
   * What the rate is multiplied by at each drop.
   * @defaultValue 0.1
   */
  readonly factor?: number;
  /**
   * Evaluations without an improvement that are allowed; the rate drops after the next one.
   * @defaultValue 10
   */
  readonly patience?: number;
  /**
   * What an improvement must exceed: a share of the best value, or a difference, as `thresholdMode` says.
   * @defaultValue 1e-4
   */
  readonly threshold?: number;
  /**
   * Whether a value improves on the best one below `best * (1 - threshold)`, or below `best - threshold`.
   * @defaultValue 'relative'
   */
  readonly thresholdMode?: 'relative' | 'absolute';
  /**
   * Evaluations after a drop that are not counted as being without improvement.
   * @defaultValue 0
   */
  readonly cooldown?: number;
  /**
   * The rate does not fall below it.
   * @defaultValue 0
   */
  readonly floor?: number;
  /**
   * A drop that would change the rate by this or less does not take place.
   * @defaultValue 1e-8
   */
  readonly leastDrop?: number;
  /**
   * What is to fall.
   * @defaultValue 'error', of the validation data
   */
  readonly watch?: WatchedMetric;
}

const EXPECTED: OptionsExample<PlateauOptions> = {
  owner: 'plateau',
  known: {
    rate: true,
    factor: true,
    patience: true,
    threshold: true,
    thresholdMode: true,
    cooldown: true,
    floor: true,
    leastDrop: true,
    watch: true,
  },
  example: 'plateau({ rate: 0.1, patience: 3 })',
};

function expectWords({ watch = 'error', thresholdMode = 'relative' }: PlateauOptions): void {
  if (!WATCHED_METRICS.includes(watch))
    throw new RangeError(`watch must be one of ${WATCHED_METRICS.join(', ')}; got ${written(watch)}.`);
  if (thresholdMode !== 'relative' && thresholdMode !== 'absolute')
    throw new RangeError(`thresholdMode must be 'relative' or 'absolute'; got ${written(thresholdMode)}.`);
}

/**
 * A rate that drops when the evaluations have not improved for a while: PyTorch's `ReduceLROnPlateau` in mode `min`, as a pure
 * function of the evaluations. Without evaluations the rate never drops. An evaluation that is not a number is no improvement.
 * @throws RangeError if a number is out of range, or `watch` or `thresholdMode` is none of those allowed.
 * @throws TypeError for anything but an object with the options.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385), section 3.4: the rate "is divided by 10 when the error plateaus".
 */
export function plateau(options: PlateauOptions): Schedule {
  expectOptions(options, EXPECTED);
  expectWords(options);
  const { rate, factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = 'relative' } = options;
  const { cooldown = 0, floor = 0, leastDrop = 1e-8, watch = 'error' } = options;
  for (const [name, value] of Object.entries({ rate, threshold, floor, leastDrop }))
    expectNumber(name, value);
  expectNumber('factor', factor, 1);
  expectInteger('patience', patience, 0);
  expectInteger('cooldown', cooldown, 0);
  const improves = (value: number, best: number): boolean =>
    value < (thresholdMode === 'relative' ? best * (1 - threshold) : best - threshold);

  return (step, history: readonly EvaluationRecord[] = []) => {
    let current = rate;
    let best = Infinity;
    let bad = 0;
    let cooling = 0;
    for (const record of history) {
      if (record.step > step) continue;
      const value = record[watch] ?? Number.NaN;
      if (improves(value, best)) {
        best = value;
        bad = 0;
      } else {
        bad++;
      }
      if (cooling > 0) {
        cooling--;
        bad = 0;
      }
      if (bad > patience) {
        const next = Math.max(current * factor, floor);
        if (current - next > leastDrop) current = next;
        cooling = cooldown;
        bad = 0;
      }
    }
    return current;
  };
}
