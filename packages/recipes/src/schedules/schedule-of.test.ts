import { expect, test } from 'vitest';
import { constantRate } from './constant-rate.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { hold } from './hold.ts';
import { multiStep } from './multi-step.ts';
import { oneCycle } from './one-cycle.ts';
import { plateau } from './plateau.ts';
import { polynomial } from './polynomial.ts';
import { scheduleNeedsEvaluations, scheduleOf } from './schedule-of.ts';
import type { ScheduleSpec } from './schedule-spec.ts';
import type { EvaluationRecord, Schedule } from './schedule.ts';
import { stepDecay } from './step-decay.ts';
import { warmUp } from './warm-up.ts';

const LENGTH = { steps: 120, stepsPerEpoch: 10 };
const STEPS = Array.from({ length: 130 }, (_, step) => step);
const HISTORY: EvaluationRecord[] = STEPS.filter((step) => step % 10 === 9).map((step) => ({
  ...{ step: step + 1, loss: 1, error: 0.5, trainError: 0.9 - step / 100 },
}));

const PAIRS: readonly [ScheduleSpec, Schedule][] = [
  [{ type: 'constant', rate: 0.1 }, constantRate({ rate: 0.1 })],
  [
    { type: 'multiStep', rate: 0.1, milestones: [3, 6.5], unit: 'epochs' },
    multiStep({ rate: 0.1, milestones: [30, 65] }),
  ],
  [
    { type: 'multiStep', rate: 0.1, milestones: [3, 6], factor: 0.5 },
    multiStep({ rate: 0.1, milestones: [3, 6], factor: 0.5 }),
  ],
  [{ type: 'step', rate: 0.1, every: 2, unit: 'epochs' }, stepDecay({ rate: 0.1, every: 20 })],
  [
    { type: 'exponential', rate: 0.1, factor: 0.96, every: 2, unit: 'epochs', staircase: true },
    exponential({ rate: 0.1, factor: 0.96, every: 20, staircase: true }),
  ],
  [{ type: 'cosine', rate: 0.1 }, cosine({ rate: 0.1, steps: 120 })],
  [{ type: 'cosine', rate: 0.1, length: 5, unit: 'epochs' }, cosine({ rate: 0.1, steps: 50 })],
  [{ type: 'polynomial', rate: 0.1, power: 2 }, polynomial({ rate: 0.1, power: 2, steps: 120 })],
  [{ type: 'oneCycle', rate: 0.1, rise: 0.2 }, oneCycle({ rate: 0.1, rise: 0.2, steps: 120 })],
  [{ type: 'plateau', rate: 0.1, patience: 2 }, plateau({ rate: 0.1, patience: 2 })],
  [
    { type: 'hold', every: 1, unit: 'epochs', schedule: { type: 'cosine', rate: 0.1 } },
    hold({ every: 10, schedule: cosine({ rate: 0.1, steps: 120 }) }),
  ],
  [
    {
      type: 'warmUp',
      length: 2,
      unit: 'epochs',
      from: 0.01,
      delay: true,
      schedule: { type: 'cosine', rate: 0.1 },
    },
    warmUp({ steps: 20, from: 0.01, delay: true, schedule: cosine({ rate: 0.1, steps: 100 }) }),
  ],
  [
    { type: 'warmUp', from: 0.01, until: { trainError: 0.8 }, schedule: { type: 'constant', rate: 0.1 } },
    warmUp({ from: 0.01, until: { trainError: 0.8 }, schedule: constantRate({ rate: 0.1 }) }),
  ],
];

test.each(PAIRS)('%j becomes its function', (spec, schedule) => {
  const made = scheduleOf(JSON.parse(JSON.stringify(spec)) as ScheduleSpec, LENGTH);
  for (const step of STEPS) expect(made(step, HISTORY)).toBe(schedule(step, HISTORY));
});

test.each(PAIRS)('%j is pure, at least 0, and knows nothing of later evaluations', (spec) => {
  const made = scheduleOf(spec, LENGTH);
  const rates = STEPS.map((step) => made(step, HISTORY));
  expect(rates.every((rate) => Number.isFinite(rate) && rate >= 0)).toBe(true);
  for (let step = STEPS.length - 1; step >= 0; step--) {
    const known = HISTORY.filter((record) => record.step <= step);
    expect(made(step, known)).toBe(rates[step]);
  }
});

test.each(PAIRS)('%j works for a training of one step', (spec) => {
  const made = scheduleOf(spec, { steps: 1, stepsPerEpoch: 1 });
  expect(Number.isFinite(made(0))).toBe(true);
});

test('which schedules look at evaluations', () => {
  const schedule: ScheduleSpec = { type: 'plateau', rate: 0.1 };
  expect(scheduleNeedsEvaluations({ type: 'cosine', rate: 0.1 })).toBe(false);
  expect(scheduleNeedsEvaluations(schedule)).toBe(true);
  expect(scheduleNeedsEvaluations({ type: 'hold', every: 1, schedule })).toBe(true);
  expect(scheduleNeedsEvaluations({ type: 'warmUp', length: 1, schedule })).toBe(true);
  expect(
    scheduleNeedsEvaluations({
      ...{ type: 'warmUp', from: 0.1, until: { error: 0.5 } },
      schedule: { type: 'constant', rate: 1 },
    }),
  ).toBe(true);
});

test('milestones that fall on one step of a short training are reached together', () => {
  const spec: ScheduleSpec = {
    type: 'multiStep',
    rate: 1,
    milestones: [0.3, 0.6, 0.9],
    factor: 0.5,
    unit: 'epochs',
  };
  const made = scheduleOf(spec, { steps: 2, stepsPerEpoch: 1 });
  expect([made(0), made(1)]).toEqual([0.5 ** 1, 0.5 ** 3]);
});

test('without evaluations a plateau stays and a warm-up until an error goes on', () => {
  expect(plateau({ rate: 0.1 })(1e6)).toBe(0.1);
  const schedule = constantRate({ rate: 1 });
  expect(warmUp({ from: 0.01, until: { error: 0.5 }, schedule })(1e6)).toBe(0.01);
  const bounded = warmUp({ from: 0.01, until: { error: 0.5 }, steps: 10, schedule });
  expect([bounded(9), bounded(10)]).toEqual([0.01, 1]);
});

test('a delayed plateau counts the evaluations after the warm-up only', () => {
  const schedule = plateau({ rate: 1, patience: 1, factor: 0.5 });
  const warm = warmUp({ steps: 50, from: 0.1, delay: true, schedule });
  // The first after the warm-up is the best one, two without improvement follow, of which one is allowed.
  expect([50, 69, 79, 80].map((step) => warm(step, HISTORY))).toEqual([1, 1, 1, 0.5]);
});

test('a one-cycle rises to its rate, falls, and stays at its end', () => {
  for (const shape of ['cosine', 'linear'] as const) {
    for (const steps of [2, 3, 10, 101]) {
      const cycle = oneCycle({ rate: 1, steps, shape, rise: 0.4 });
      const rates = Array.from({ length: steps + 5 }, (_, step) => cycle(step));
      const top = rates.indexOf(Math.max(...rates));
      expect(rates.slice(1, top + 1).every((rate, step) => rate >= (rates[step] ?? 0))).toBe(true);
      expect(rates.slice(top + 1).every((rate, step) => rate <= (rates[top + step] ?? 0))).toBe(true);
      expect(rates.slice(steps - 1)).toEqual(Array.from({ length: 6 }, () => 1 / 25 / 1e4));
    }
  }
});

test.each<[object, string]>([
  [{ type: 'cosine', rate: -1 }, 'schedule.rate must be a number of at least 0; got -1.'],
  [{ type: 'cosine', rate: 1, lenght: 5 }, 'schedule has no key "lenght"; did you mean "length"?'],
  [
    { type: 'plateau', rate: 1, watch: 'accuracy' },
    'schedule.watch must be one of error, loss, trainError, trainLoss; got "accuracy".',
  ],
  [
    { type: 'plateau', rate: 1, factor: 1 },
    'schedule.factor must be a number of at least 0 and below 1; got 1.',
  ],
  [
    { type: 'warmUp', length: 1, schedule: { type: 'constant', rate: 1 }, shape: 'constant' },
    'from is needed for a constant warm-up',
  ],
  [{ type: 'warmUp', from: 1, until: {}, schedule: { type: 'constant', rate: 1 } }, 'until needs an error'],
  [
    {
      type: 'warmUp',
      from: 1,
      until: { error: 0.5 },
      shape: 'linear',
      schedule: { type: 'constant', rate: 1 },
    },
    "shape must be 'constant' with until",
  ],
  [
    { type: 'warmUp', from: 1, until: { error: 0.5 }, delay: true, schedule: { type: 'constant', rate: 1 } },
    'delay needs a warm-up of a known length',
  ],
  [
    { type: 'step', rate: 1, every: 1, unit: 'epoch' },
    'schedule.unit must be one of steps, epochs; got "epoch"; did you mean "epochs"?',
  ],
])('%j is refused', (spec, message) => {
  expect(() => scheduleOf(spec as ScheduleSpec, LENGTH)).toThrow(message);
});

test('the functions refuse bad options in one sentence', () => {
  const schedule = constantRate({ rate: 1 });
  expect(() => stepDecay({ rate: 1, every: 0 })).toThrow('every must be an integer of at least 1; got 0.');
  expect(() => exponential({ rate: 1, factor: Number.NaN })).toThrow('factor must be a finite number');
  expect(() => cosine({ rate: 1, steps: 0 })).toThrow('steps must be an integer of at least 1; got 0.');
  expect(() => polynomial({ rate: 1, steps: 5, power: -1 })).toThrow('power must be a finite number');
  expect(() => oneCycle({ rate: 1, steps: 5, rise: 1 })).toThrow('rise must be above 0 and below 1; got 1.');
  expect(() => oneCycle({ rate: 1, steps: 5, endDivisor: 0 })).toThrow('endDivisor must be above 0; got 0.');
  expect(() => oneCycle({ rate: 1, steps: 5, shape: 'cos' as never })).toThrow(
    "shape must be 'cosine' or 'linear'; got 'cos'.",
  );
  expect(() => plateau({ rate: 1, factor: 1 })).toThrow('factor must be at least 0 and below 1; got 1.');
  expect(() => plateau({ rate: 1, watch: 'x' as never })).toThrow(
    "watch must be one of error, loss, trainError, trainLoss; got 'x'.",
  );
  expect(() => plateau({ rate: 1, thresholdMode: 'rel' as never })).toThrow(
    "thresholdMode must be 'relative' or 'absolute'; got 'rel'.",
  );
  expect(() => hold({ every: 0, schedule })).toThrow('every must be an integer of at least 1; got 0.');
  expect(() => hold({ every: 2 } as never)).toThrow('hold needs a schedule');
  expect(() => warmUp({ steps: 1, shape: 'flat' as never, schedule })).toThrow(
    "shape must be 'linear' or 'constant'; got 'flat'.",
  );
  expect(() => warmUp({ from: 1, until: { trainError: 80 }, schedule })).toThrow(
    'until.trainError must be above 0 and at most 1; got 80.',
  );
  expect(() => cosine({ rate: 1, steps: 5, min: 0 } as never)).toThrow(
    'cosine has no option "min"; it has rate, steps, floor.',
  );
});
