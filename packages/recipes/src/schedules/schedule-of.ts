import { expectInteger } from '../bounds.ts';
import { constantRate } from './constant-rate.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { expectScheduleSpec } from './expect-schedule-spec.ts';
import { hold } from './hold.ts';
import { multiStep } from './multi-step.ts';
import { oneCycle } from './one-cycle.ts';
import { plateau } from './plateau.ts';
import { polynomial } from './polynomial.ts';
import type { MeasuredSpec, MultiStepSpec, ScheduleSpec, WarmUpSpec } from './schedule-spec.ts';
import type { Schedule } from './schedule.ts';
import { stepDecay } from './step-decay.ts';
import { warmUp } from './warm-up.ts';

/** What a {@link ScheduleSpec} is to become a schedule of. */
export interface ScheduleOfOptions {
  /** Steps of the whole training. */
  readonly steps: number;
  /** Steps of one epoch. */
  readonly stepsPerEpoch: number;
}

/** A length as steps. */
const inSteps = (length: number, { unit = 'steps' }: MeasuredSpec, stepsPerEpoch: number): number =>
  Math.round(unit === 'epochs' ? length * stepsPerEpoch : length);

/** Milestones that fall on one step, as in a training that is cut short, are reached together. */
function multiStepOf(spec: MultiStepSpec, stepsPerEpoch: number): Schedule {
  const { rate, factor = 0.1 } = spec;
  const milestones = spec.milestones.map((milestone) => inSteps(milestone, spec, stepsPerEpoch));
  const apart = [...new Set(milestones)];
  if (apart.length === milestones.length) return multiStep({ rate, factor, milestones });
  return (step) => rate * factor ** milestones.filter((milestone) => step >= milestone).length;
}

function warmUpOf(spec: WarmUpSpec, { steps, stepsPerEpoch }: ScheduleOfOptions): Schedule {
  const { from, shape, until, delay = false } = spec;
  const length = spec.length === undefined ? undefined : inSteps(spec.length, spec, stepsPerEpoch);
  const rest = delay ? Math.max(1, steps - (length ?? 0)) : steps;
  return warmUp({
    ...(length !== undefined && { steps: length }),
    ...(from !== undefined && { from }),
    ...(shape !== undefined && { shape }),
    ...(until !== undefined && { until }),
    delay,
    schedule: made(spec.schedule, { steps: rest, stepsPerEpoch }),
  });
}

function made(spec: ScheduleSpec, options: ScheduleOfOptions): Schedule {
  const { steps, stepsPerEpoch } = options;
  /** At least one step, however few an epoch has. */
  const span = (length: number, measured: MeasuredSpec): number =>
    Math.max(1, inSteps(length, measured, stepsPerEpoch));
  switch (spec.type) {
    case 'constant':
      return constantRate({ rate: spec.rate });
    case 'multiStep':
      return multiStepOf(spec, stepsPerEpoch);
    case 'step': {
      const { rate, every, factor = 0.1 } = spec;
      return stepDecay({ rate, factor, every: span(every, spec) });
    }
    case 'exponential': {
      const { rate, factor, every, staircase = false } = spec;
      return exponential({ rate, factor, staircase, every: span(every, spec) });
    }
    case 'cosine': {
      const { rate, floor = 0, length } = spec;
      return cosine({ rate, floor, steps: length === undefined ? steps : span(length, spec) });
    }
    case 'polynomial': {
      const { rate, power = 1, floor = 0, length } = spec;
      return polynomial({ rate, power, floor, steps: length === undefined ? steps : span(length, spec) });
    }
    case 'oneCycle': {
      const { type: _, unit: __, length, ...shape } = spec;
      return oneCycle({ ...shape, steps: length === undefined ? steps : span(length, spec) });
    }
    case 'plateau': {
      const { type: _, ...options_ } = spec;
      return plateau(options_);
    }
    case 'hold':
      return hold({ every: span(spec.every, spec), schedule: made(spec.schedule, options) });
    case 'warmUp':
      return warmUpOf(spec, options);
  }
}

/**
 * Makes a schedule of its description as JSON, for a training of so many steps.
 *
 * ```ts no-run
 * scheduleOf({ type: 'multiStep', rate: 0.1, milestones: [30, 60], unit: 'epochs' }, { steps: 9000, stepsPerEpoch: 100 });
 * ```
 * @throws TypeError if a key is unknown or missing, or a value is of the wrong type.
 * @throws RangeError if a number is out of range, or a type or other word is none of those allowed.
 */
export function scheduleOf(spec: ScheduleSpec, options: ScheduleOfOptions): Schedule {
  const { steps, stepsPerEpoch } = options;
  expectInteger('steps', steps, 1);
  expectInteger('stepsPerEpoch', stepsPerEpoch, 1);
  expectScheduleSpec(spec, 'schedule');
  return made(spec, options);
}

/** Whether the rates of a schedule depend on evaluations, so that the training needs data to evaluate on. */
export function scheduleNeedsEvaluations(spec: ScheduleSpec): boolean {
  if (spec.type === 'warmUp') return spec.until !== undefined || scheduleNeedsEvaluations(spec.schedule);
  if (spec.type === 'hold') return scheduleNeedsEvaluations(spec.schedule);
  return spec.type === 'plateau';
}
