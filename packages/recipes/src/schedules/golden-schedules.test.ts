import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { constantRate } from './constant-rate.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { multiStep } from './multi-step.ts';
import { oneCycle } from './one-cycle.ts';
import { plateau } from './plateau.ts';
import { polynomial } from './polynomial.ts';
import type { EvaluationRecord, Schedule } from './schedule.ts';
import { stepDecay } from './step-decay.ts';
import { warmUp } from './warm-up.ts';

/** What tools/golden/torch_schedules.py wrote. */
interface Golden {
  readonly steps: Readonly<Record<string, readonly number[]>>;
  readonly history: readonly (number | null)[];
  readonly plateau: Readonly<Record<string, readonly number[]>>;
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/schedules.json', import.meta.url), 'utf8'),
) as Golden;

/** PyTorch multiplies step by step, which rounds at each of them: 1e-12 of the rate, or of 1/1000 of the highest one. */
function expectEqual(rates: readonly number[], expected: readonly number[]): void {
  expect(rates.length).toBe(expected.length);
  const highest = Math.max(...expected);
  for (const [step, rate] of expected.entries()) {
    const off = Math.abs((rates[step] ?? Number.NaN) - rate);
    expect(off, `step ${step}`).toBeLessThanOrEqual(1e-12 * Math.max(rate, 1e-3 * highest));
  }
}

const SCHEDULES: Readonly<Record<string, Schedule>> = {
  multiStep: multiStep({ rate: 0.1, milestones: [10, 11, 40] }),
  'multiStep half': multiStep({ rate: 0.3, milestones: [0, 20], factor: 0.5 }),
  stepDecay: stepDecay({ rate: 0.1, every: 7, factor: 0.3 }),
  exponential: exponential({ rate: 0.05, factor: 0.96 }),
  'exponential staircase': exponential({ rate: 0.01, factor: 0.96, every: 8, staircase: true }),
  cosine: cosine({ rate: 0.1, steps: 60, floor: 0.001 }),
  'cosine to 0': cosine({ rate: 0.5, steps: 59 }),
  polynomial: polynomial({ rate: 0.1, steps: 50, power: 2 }),
  'polynomial line': polynomial({ rate: 0.1, steps: 60 }),
  oneCycle: oneCycle({ rate: 0.1, steps: 60 }),
  'oneCycle linear': oneCycle({
    ...{ rate: 0.4, steps: 60, rise: 0.21, shape: 'linear' },
    ...{ startDivisor: 10, endDivisor: 100 },
  }),
  'oneCycle threePhase': oneCycle({ rate: 0.1, steps: 60, rise: 0.4, threePhase: true }),
  'warmUp delayed cosine': warmUp({
    ...{ steps: 5, from: 0.005, delay: true },
    schedule: cosine({ rate: 0.5, steps: 55, floor: 0.002 }),
  }),
  'warmUp constant': warmUp({
    ...{ steps: 6, from: 0.01, shape: 'constant', delay: true },
    schedule: multiStep({ rate: 0.1, milestones: [20] }),
  }),
  'warmUp linear': warmUp({ steps: 12, from: 0.025, schedule: constantRate({ rate: 0.1 }) }),
};

test("every schedule of PyTorch's that is in the golden file is held against it", () => {
  expect(Object.keys(SCHEDULES)).toEqual(Object.keys(golden.steps));
});

test.each(Object.entries(SCHEDULES))("%s has PyTorch's rates", (name, schedule) => {
  const expected = golden.steps[name] ?? [];
  expectEqual(
    expected.map((_, step) => schedule(step)),
    expected,
  );
});

const PLATEAUS: Readonly<Record<string, Schedule>> = {
  default: plateau({ rate: 0.1 }),
  'patience 2': plateau({ rate: 0.1, patience: 2, factor: 0.5 }),
  'patience 0': plateau({ rate: 0.1, patience: 0, factor: 0.5, threshold: 0.01 }),
  'cooldown 3': plateau({ rate: 0.2, patience: 1, cooldown: 3, factor: 0.2, leastDrop: 1e-5 }),
  absolute: plateau({ rate: 0.1, patience: 2, factor: 0.5, threshold: 0.01, thresholdMode: 'absolute' }),
  floor: plateau({ rate: 0.1, patience: 1, factor: 0.3, floor: 0.004 }),
};

test.each(Object.entries(PLATEAUS))(
  "plateau (%s) has the rates of PyTorch's ReduceLROnPlateau for the same evaluations",
  (name, schedule) => {
    const history: EvaluationRecord[] = golden.history.map((value, index) => ({
      step: 10 * (index + 1),
      loss: 1,
      error: value ?? Number.NaN,
    }));
    const expected = golden.plateau[name] ?? [];
    expect(new Set(expected).size).toBeGreaterThan(1);
    expectEqual(
      expected.map((_, index) => schedule(10 * index, history)),
      expected,
    );
    expectEqual(
      expected.map((_, index) => schedule(10 * index + 9, history.slice(0, index))),
      expected,
    );
  },
);
