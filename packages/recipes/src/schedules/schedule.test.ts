import { expect, test } from 'vitest';
import { constantRate } from './constant-rate.ts';
import { multiStep } from './multi-step.ts';
import { warmUp } from './warm-up.ts';

const STEPS = Array.from({ length: 200 }, (_, step) => step);

test('a constant rate is the same at every step', () => {
  expect(new Set(STEPS.map((step) => constantRate({ rate: 0.05 })(step)))).toEqual(new Set([0.05]));
});

test('multiStep drops exactly at its milestones and nowhere else', () => {
  const schedule = multiStep({ rate: 0.1, milestones: [32, 48] });
  for (const step of STEPS) {
    expect(schedule(step)).toBeCloseTo(step < 32 ? 0.1 : step < 48 ? 0.01 : 0.001, 12);
  }
});

test('multiStep never rises for a factor of at most 1, whatever the milestones', () => {
  for (const milestones of [[], [0], [1, 2, 3], [5, 100], [199]]) {
    for (const factor of [0, 0.1, 0.5, 1]) {
      const schedule = multiStep({ rate: 0.3, milestones, factor });
      const rates = STEPS.map((step) => schedule(step));
      expect(rates.every((rate, step) => step === 0 || rate <= (rates[step - 1] ?? 0))).toBe(true);
      expect(new Set(rates).size).toBeLessThanOrEqual(milestones.length + 1);
    }
  }
});

test('multiStep keeps its own copy of the milestones', () => {
  const milestones = [10];
  const schedule = multiStep({ rate: 1, milestones });
  milestones[0] = 0;
  expect(schedule(5)).toBe(1);
});

test('a warm-up starts at from, climbs in equal parts and then equals its schedule', () => {
  const schedule = multiStep({ rate: 0.1, milestones: [100] });
  for (const steps of [1, 7, 40]) {
    const warm = warmUp({ steps, from: 0.01, schedule });
    expect(warm(0)).toBe(0.01);
    for (let step = 0; step < steps - 1; step++) {
      expect(warm(step + 1) - warm(step)).toBeCloseTo(0.09 / steps, 12);
    }
    for (const step of STEPS.slice(steps)) expect(warm(step)).toBe(schedule(step));
  }
});

test('without from, a warm-up starts at the first rate divided by its steps', () => {
  const warm = warmUp({ steps: 4, schedule: constantRate({ rate: 0.4 }) });
  for (const [step, rate] of [0.1, 0.175, 0.25, 0.325, 0.4, 0.4].entries()) {
    expect(warm(step)).toBeCloseTo(rate, 12);
  }
  const dropping = warmUp({ steps: 10, schedule: multiStep({ rate: 0.5, milestones: [5] }) });
  expect(dropping(0)).toBeCloseTo(0.05, 12);
  expect(warmUp({ steps: 10, from: 0, schedule: constantRate({ rate: 0.1 }) })(0)).toBe(0);
});

test('a warm-up of no steps is the schedule itself', () => {
  expect(warmUp({ steps: 0, schedule: constantRate({ rate: 0.1 }) })(0)).toBe(0.1);
});

test('schedules are pure: the order of the calls does not matter', () => {
  const schedule = warmUp({ steps: 20, schedule: multiStep({ rate: 0.1, milestones: [50, 90] }) });
  const forwards = new Map(STEPS.map((step) => [step, schedule(step)]));
  for (let step = STEPS.length - 1; step >= 0; step--) expect(schedule(step)).toBe(forwards.get(step));
});

test('bad options are refused in one sentence', () => {
  const schedule = constantRate({ rate: 0.1 });
  expect(() => constantRate({ rate: -0.1 })).toThrow('rate must be a finite number of at least 0; got -0.1.');
  expect(() => constantRate({ rate: Number.NaN })).toThrow(
    'rate must be a finite number of at least 0; got NaN.',
  );
  expect(() => multiStep({ rate: 0.1, milestones: [5, 5] })).toThrow(
    'milestones must ascend; got 5 after 5.',
  );
  expect(() => multiStep({ rate: 0.1, milestones: [1.5] })).toThrow(
    'milestones[0] must be an integer of at least 0; got 1.5.',
  );
  expect(() => multiStep({ rate: 0.1, milestones: [], factor: -1 })).toThrow('factor must be');
  expect(() => warmUp({ steps: -1, schedule })).toThrow('steps must be an integer of at least 0; got -1.');
  expect(() => warmUp({ steps: 5, from: Infinity, schedule })).toThrow('from must be a finite number');
});
