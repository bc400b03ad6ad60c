import { optimizerOf } from '../optimizers/optimizer-of.ts';
import { scheduleOf } from '../schedules/schedule-of.ts';
import type { ScheduleSpec } from '../schedules/schedule-spec.ts';
import type { LengthSpec, Recipe } from './recipe.ts';

type Unit = 'steps' | 'epochs';

/** The length in that unit; undefined where only the data would tell. */
function lengthIn(length: LengthSpec, unit: Unit): number | undefined {
  if ('steps' in length) return unit === 'steps' ? length.steps : undefined;
  return unit === 'epochs' ? length.epochs : undefined;
}

/** What is at a path of a schedule must be within the training; `before` of its steps or epochs have passed when it begins. */
function expectWithin(path: string, at: number, unit: Unit, length: LengthSpec, before = 0): void {
  const whole = lengthIn(length, unit);
  if (whole === undefined || at + before < whole) return;
  const delayed = before > 0 ? ` after a warm-up of ${before}` : '';
  throw new RangeError(
    `${path} must be within the training of ${whole} ${unit}; got ${at}${delayed}: make the training longer, or leave it out.`,
  );
}

function expectSchedule(spec: ScheduleSpec, path: string, length: LengthSpec, before = 0): void {
  if (spec.type === 'multiStep') {
    const { milestones, unit = 'steps' } = spec;
    for (const [index, milestone] of milestones.entries())
      expectWithin(`${path}.milestones[${index}]`, milestone, unit, length, before);
  }
  if (spec.type === 'hold') expectSchedule(spec.schedule, `${path}.schedule`, length, before);
  if (spec.type !== 'warmUp') return;
  const { unit = 'steps', length: span = 0, delay = false } = spec;
  if (span > 0) expectWithin(`${path}.length`, span, unit, length, before);
  const { schedule: then } = spec;
  const sameUnit = !('unit' in then) || (then.unit ?? 'steps') === unit;
  expectSchedule(then, `${path}.schedule`, length, delay && sameUnit ? before + span : before);
}

/** What the function that is made of a part of a recipe refuses, with the part's name. */
function expectPossible(part: string, make: () => unknown): void {
  try {
    make();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${part}: ${error.message}`, { cause: error });
    if (error instanceof TypeError) throw new TypeError(`${part}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Throws one sentence where parts of a recipe, each well-formed, do not go together. */
export function expectConsistent(recipe: Recipe): void {
  const { batch, accumulate = 1, schedule, optimizer, length, mixing, clip, expected, evaluation } = recipe;
  if (batch % accumulate !== 0)
    throw new RangeError(`accumulate must divide the batch of ${batch} images; got ${accumulate}.`);
  expectSchedule(schedule, 'schedule', length);
  // How many steps there are has no part in what is refused.
  expectPossible('schedule', () => scheduleOf(schedule, { steps: 1_000_000, stepsPerEpoch: 1000 }));
  expectPossible('optimizer', () => optimizerOf(optimizer).dispose());
  if (mixing && !((mixing.mixup ?? 0) > 0 || (mixing.cutmix ?? 0) > 0))
    throw new RangeError('mixing must have mixup or cutmix above 0; got neither: leave mixing out.');
  if (clip && clip.norm === undefined && clip.value === undefined)
    throw new RangeError('clip must have a norm or a value; got neither: leave clip out.');
  if (expected && expected.low > expected.high)
    throw new RangeError(
      `expected.high must be at least expected.low, ${expected.low}; got ${expected.high}.`,
    );
  const every = evaluation?.every;
  if (!every) return;
  const unit: Unit = 'steps' in every ? 'steps' : 'epochs';
  const span = lengthIn(every, unit) ?? 0;
  const whole = lengthIn(length, unit);
  if (whole !== undefined && span > whole)
    throw new RangeError(
      `evaluation.every.${unit} must be at most the ${whole} ${unit} of the training; got ${span}.`,
    );
}
