import { expectInteger } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { expectSchedule } from './schedule.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link hold}. */
export interface HoldOptions {
  /** Steps that each rate is held for, such as those of an epoch. */
  readonly every: number;
  /** The schedule whose rates are held. */
  readonly schedule: Schedule;
}

const EXPECTED: OptionsExample<HoldOptions> = {
  owner: 'hold',
  known: { every: true, schedule: true },
  example: 'hold({ every: 391, schedule: cosine({ rate: 0.1, steps: 39100 }) })',
};

/**
 * A schedule as a staircase: each rate is held for so many steps, `schedule(floor(step / every) * every)`. With the steps of an
 * epoch it is what programs do that set the rate once per epoch, as torchvision's.
 * @throws RangeError if `every` is no integer of at least 1.
 * @throws TypeError if there is no schedule, or an option is unknown.
 */
export function hold(options: HoldOptions): Schedule {
  expectOptions(options, EXPECTED);
  const { every, schedule } = options;
  expectInteger('every', every, 1);
  expectSchedule('hold', schedule);
  return (step, history) => schedule(Math.floor(step / every) * every, history);
}
