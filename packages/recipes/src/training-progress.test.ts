import { expect, test } from 'vitest';
import {
  addStep,
  meansOf,
  newProgress,
  noSums,
  progressFromJson,
  progressToJson,
} from './training-progress.ts';
import type { TrainingProgress } from './training-progress.ts';
import type { JsonValue } from './training-state.ts';

const throughText = (progress: TrainingProgress): TrainingProgress =>
  progressFromJson(JSON.parse(JSON.stringify(progressToJson(progress))) as JsonValue);

test('every number comes back to the last bit, those that JSON has not too', () => {
  const numbers = [Number.NaN, Infinity, -Infinity, -0, 0, 0.1 + 0.2, 5e-324, -1.7976931348623157e308];
  const evaluations = numbers.map((loss, step) => ({
    ...{ step, epochs: step / 3, loss, error: -loss },
    ...{ trainError: loss, trainLoss: 0, best: step === 5 },
  }));
  const progress: TrainingProgress = {
    ...newProgress(),
    ...{ step: 7, offset: 2, epochIndex: 1, lastLoss: -0, sinceBest: 2, skippedInRow: 1, rollbacks: 3 },
    ...{ epoch: { loss: Number.NaN, error: -0, steps: 3 }, evaluations, skipped: [4, 6], pending: true },
    best: { step: 5, error: 0.1 + 0.2 },
  };
  // toStrictEqual tells -0 from 0.
  expect(throughText(progress)).toStrictEqual(progress);
});

test('what is undefined is undefined again', () => {
  expect(throughText(newProgress())).toStrictEqual(newProgress());
});

test('means are of the steps that were added, and NaN of none', () => {
  const sums = noSums();
  expect(meansOf(sums)).toEqual({ loss: Number.NaN, error: Number.NaN });
  addStep(sums, 1, 0.25);
  addStep(sums, 2, 0.5);
  expect(meansOf(sums)).toEqual({ loss: 1.5, error: 0.375 });
});
