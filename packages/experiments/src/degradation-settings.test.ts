import { expect, test } from 'vitest';
import { tinyDataset } from '../test/tiny-dataset.ts';
import { completeSettings, degradationSchedule } from './degradation-settings.ts';
import type { DegradationSettings } from './summary.ts';

const complete = (given: Partial<DegradationSettings>): DegradationSettings =>
  completeSettings({ batch: 8, ...given }, tinyDataset());

test('the defaults follow the number of steps', () => {
  expect(complete({})).toEqual({
    data: 'rows',
    nets: ['plain20', 'plain56', 'resnet20', 'resnet56'],
    steps: 320,
    batch: 8,
    rate: 0.1,
    warmUpSteps: 32,
    milestones: [256],
    weightDecay: 1e-4,
    momentum: 0.9,
    seed: 0,
    evaluateEvery: 40,
    evaluationSamples: 512,
  });
  expect(complete({ steps: 1000 })).toMatchObject({
    warmUpSteps: 100,
    milestones: [800],
    evaluateEvery: 125,
  });
  expect(complete({ steps: 1 })).toMatchObject({ warmUpSteps: 0, evaluateEvery: 1 });
});

test('the rate climbs from a tenth, holds, and drops to a tenth', () => {
  const schedule = degradationSchedule(complete({}));
  expect(schedule(0)).toBeCloseTo(0.01, 12);
  expect(schedule(16)).toBeCloseTo(0.055, 12);
  for (const step of [32, 100, 255]) expect(schedule(step)).toBe(0.1);
  for (const step of [256, 319]) expect(schedule(step)).toBeCloseTo(0.01, 12);
});

test.each([
  [{ steps: 0 }, 'steps must be an integer of at least 1; got 0.'],
  [{ batch: 0 }, 'batch must be an integer of at least 1; got 0.'],
  [{ batch: 25 }, 'batch must not exceed the 24 training images of rows; got 25.'],
  [{ warmUpSteps: -1 }, 'warmUpSteps must be an integer of at least 0; got -1.'],
  [{ seed: 1.5 }, 'seed must be an integer of at least 0; got 1.5.'],
  [{ evaluateEvery: 0 }, 'evaluateEvery must be an integer of at least 1; got 0.'],
  [{ evaluationSamples: 0 }, 'evaluationSamples must be an integer of at least 1; got 0.'],
  [{ nets: [] }, 'nets must name at least 1 net; got 0.'],
  [{ nets: ['plain20', 'plain20'] }, 'nets must name each net once; got plain20 twice.'],
])('refuses %o', (given, message) => {
  expect(() => complete(given)).toThrow(message);
});
