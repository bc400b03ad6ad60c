import type { LengthSpec, Recipe, ScheduleSpec } from '@skipjack/recipes';
import { counted, grouped, percent } from './quantities.ts';

/**
 * Writes the length of a training.
 *
 * @param length - In steps or epochs.
 * @returns Such as `64,000 steps` or `90 epochs`.
 */
export function lengthWords(length: LengthSpec): string {
  if ('steps' in length) return length.steps === 1 ? '1 step' : `${grouped(length.steps)} steps`;
  return counted(length.epochs, 'epoch');
}

/**
 * Writes a schedule in a few words.
 *
 * @param schedule - The schedule.
 * @returns Such as `0.1 multiStep` or `0.1 multiStep, warm-up`.
 */
export function scheduleWords(schedule: ScheduleSpec): string {
  if (schedule.type === 'warmUp') return `${scheduleWords(schedule.schedule)}, warm-up`;
  if (schedule.type === 'hold') return scheduleWords(schedule.schedule);
  return `${schedule.rate} ${schedule.type}`;
}

/**
 * Writes the test error that a recipe is to reach.
 *
 * @param recipe - The recipe.
 * @returns Such as `8.25 to 9.25 %`, or nothing where it is not known.
 */
export function expectedWords({ expected }: Recipe): string {
  if (expected === undefined) return '';
  return `${percent(expected.low).replace(' %', '')} to ${percent(expected.high)}`;
}
