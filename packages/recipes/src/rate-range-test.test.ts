import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { SIDE, samples, tinyNet } from '../test/tiny-training.ts';
import { lowestPoint, SmoothedLoss, steepestRate } from './rate-range-curve.ts';
import type { RateRangePoint } from './rate-range-curve.ts';
import { rateRangeTest } from './rate-range-test.ts';
import type { RateRangeTestOptions } from './rate-range-test.ts';
import { recipeNamed } from './recipe/recipe-registry.ts';

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => Array.from(weight.dataSync()));

/** Points of a curve of losses, the rate of each ten times as high as of the one ten before. */
const curve = (losses: readonly number[]): RateRangePoint[] =>
  losses.map((loss, at) => ({ step: at + 1, rate: 1e-5 * 10 ** (at / 10), loss, smoothed: loss }));

test('the rate grows by one factor from the first to the last step, and the loss falls before it grows', async () => {
  const model = tinyNet();
  const seen: RateRangePoint[] = [];
  const { points, suggested, lowest } = await rateRangeTest({
    ...{ model, data: samples(30), from: 1e-4, to: 1, steps: 81, batch: 10, divergence: 1e9 },
    onStep: (point) => seen.push(point),
  });
  expect(seen).toEqual(points);
  expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 81 }, (_, at) => at + 1));
  for (const [at, { rate }] of points.entries()) expect(rate).toBeCloseTo(1e-4 * 10 ** (at / 20), 8);
  const first = points[0]?.smoothed ?? 0;
  const best = lowestPoint(points);
  expect(best?.smoothed).toBeLessThan(0.5 * first);
  expect(lowest).toBe(best?.rate);
  expect(suggested).toBeGreaterThan(1e-3);
  expect(suggested).toBeLessThan(lowest ?? 0);
});

test('weights and statistics are as before to the bit, and nothing is left over', async () => {
  const model = tinyNet();
  const before = weightsOf(model);
  const data = samples(30);
  const options: RateRangeTestOptions = { model, data, steps: 10, batch: 5, to: 0.5 };
  const tensors = memory().numTensors;
  const first = await rateRangeTest(options);
  expect(weightsOf(model)).toEqual(before);
  expect(memory().numTensors).toBe(tensors);
  // Only weights that were put back, and a new optimizer, give the same losses again.
  expect(await rateRangeTest(options)).toEqual(first);
  expect(first.points.at(-1)?.loss).not.toBe(first.points[0]?.loss);
});

test.each([
  ['adamW', { type: 'adamW' as const, weightDecay: 0.1 }],
  ['sgd', { type: 'sgd' as const, momentum: 0 }],
])('the optimizer %s is the one that is used', async (_, optimizer) => {
  const model = tinyNet();
  const options = { model, data: samples(30), steps: 10, batch: 5, from: 1e-2, to: 0.5 };
  const given = await rateRangeTest({ ...options, optimizer });
  const usual = await rateRangeTest(options);
  expect(given.points[0]?.loss).toBe(usual.points[0]?.loss);
  expect(given.points.at(-1)?.loss).not.toBe(usual.points.at(-1)?.loss);
});

test("a recipe's batch and optimizer are used, not its length, averages and schedule", async () => {
  const model = tinyNet();
  const recipe = {
    ...recipeNamed('mnist-quick'),
    batch: 6,
    average: { type: 'ema' as const, decay: 0.9 },
    optimizer: { type: 'sgd' as const },
  };
  const before = weightsOf(model);
  const data = samples(30);
  const sizes: number[] = [];
  const watched = {
    ...data,
    batch: (indices: ArrayLike<number>) => {
      sizes.push(indices.length);
      return data.batch(indices);
    },
  };
  const { points } = await rateRangeTest({ model, data: watched, recipe, steps: 12 });
  expect(points).toHaveLength(12);
  expect(new Set(sizes)).toEqual(new Set([6]));
  expect(weightsOf(model)).toEqual(before);
});

test('it ends where the loss has grown, and where it is not finite, with the weights put back', async () => {
  const model = tinyNet();
  const before = weightsOf(model);
  // Labels that nothing tells: the loss cannot fall for long.
  const data = samples(30, (sample) => ((sample * 37) >> 2) % 3);
  const options = { model, data, batch: 10, steps: 60 };
  const grown = await rateRangeTest({ ...options, from: 1e-2, to: 1e4, smoothing: 0.5 });
  expect(grown.diverged).toBe(true);
  expect(grown.points.length).toBeLessThan(60);
  const smoothed = grown.points.map((point) => point.smoothed);
  expect(smoothed.at(-1)).toBeGreaterThan(4 * Math.min(...smoothed));
  for (const [at, value] of smoothed.slice(0, -1).entries())
    expect(value).toBeLessThanOrEqual(4 * Math.min(...smoothed.slice(0, at + 1)));
  const linear = sequential({
    layers: [layers.flatten({ inputShape: [SIDE, SIDE, 1] }), layers.dense({ units: 3, name: 'fc' })],
  });
  const broken = await rateRangeTest({
    ...{ ...options, model: linear, optimizer: { type: 'sgd', weightDecay: 1e30 } },
    ...{ from: 1, to: 1e12, divergence: 1e300 },
  });
  expect(broken.diverged).toBe(true);
  expect(broken.points.length).toBeLessThan(60);
  expect(weightsOf(model)).toEqual(before);
});

test('the signal stops it, and the weights are put back', async () => {
  const model = tinyNet();
  const before = weightsOf(model);
  const tensors = memory().numTensors;
  const controller = new AbortController();
  const onStep = ({ step }: RateRangePoint): void => {
    if (step === 3) controller.abort(new Error('enough'));
  };
  const { signal } = controller;
  await expect(
    rateRangeTest({ model, data: samples(30), batch: 5, to: 0.1, onStep, signal }),
  ).rejects.toThrow('enough');
  expect(weightsOf(model)).toEqual(before);
  expect(memory().numTensors).toBe(tensors);
});

test('the smoothed loss is a mean with weights that fall exponentially', () => {
  const average = new SmoothedLoss(0.5);
  expect([3, 1, 5].map((loss) => average.add(loss))).toEqual([3, (3 + 2) / 3, (3 + 2 + 20) / 7]);
});

test('the steepest fall before the lowest point is suggested, and nothing where the loss does not fall', () => {
  const falling = Array.from({ length: 60 }, (_, at) => 2.3 - 2 / (1 + Math.exp((30 - at) / 3)));
  const risen = Array.from({ length: 20 }, (_, at) => 0.5 + at);
  // A fall after the lowest point is none to train by.
  const points = curve([...falling, ...risen, 9, 3, 1]);
  expect(Math.log10(steepestRate(points) ?? 0)).toBeCloseTo(-2, 1);
  expect(lowestPoint(points)?.step).toBe(60);
  expect(steepestRate(curve(risen))).toBeUndefined();
  expect(steepestRate([])).toBeUndefined();
  expect(lowestPoint([])).toBeUndefined();
});

test.each<[Partial<Record<keyof RateRangeTestOptions | 'rates', unknown>>, string]>([
  [{ from: 0 }, 'from must be above 0 and below to, 1; got 0'],
  [{ from: 2 }, 'from must be above 0 and below to, 1; got 2'],
  [{ to: Number.NaN }, 'to must be a finite number of at least 0; got NaN.'],
  [{ steps: 9 }, 'steps must be an integer of at least 10; got 9.'],
  [{ smoothing: 1 }, 'smoothing must be at least 0 and below 1; got 1.'],
  [{ divergence: 1 }, 'divergence must be above 1; got 1.'],
  [{ batch: 31 }, 'batch must not exceed the 30 images of the training data; got 31.'],
  [{ rates: 3 }, 'rateRangeTest has no option "rates"; it has model, data,'],
])('%j is refused, and the weights stay', async (changes, message) => {
  const model = tinyNet();
  const before = weightsOf(model);
  const tensors = memory().numTensors;
  const options = { model, data: samples(30), ...changes } as RateRangeTestOptions;
  await expect(rateRangeTest(options)).rejects.toThrow(message);
  expect(weightsOf(model)).toEqual(before);
  expect(memory().numTensors).toBe(tensors);
});
