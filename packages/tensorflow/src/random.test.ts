import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomNormal, randomUniform, truncatedNormal } from './index.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

// Computed once with TensorFlow 2.21: the stateless generators promise the same numbers in every version.
test.each([
  [randomNormal, 0, 0, [-1.697034, -0.48137671, -0.66223693, 0.087011188]],
  [randomNormal, 1, 0, [0.1266503, -0.49301657, 0.63119072, -0.78884655]],
  [randomNormal, 0, 1, [1.2064347, -1.8821639, 1.2496753, -0.55250663]],
  [truncatedNormal, 1, 0, [0.1266503, -0.49301657, 0.63119072, -0.78884655]],
  [randomUniform, 0, 0, [0.21101546, 0.70600998, 0.80006337, 0.77079225]],
  [randomUniform, 0, 1, [0.082166076, 0.40928006, 0.39318466, 0.3162533]],
])('%o of seed %i, stream %i starts with its golden values', (draw, seed, stream, golden) => {
  const drawn = values(draw<tf.Rank.R1>({ shape: [4], seed, stream }));
  for (const [index, value] of golden.entries()) expect(drawn[index]).toBeCloseTo(value, 6);
});

test.each([randomNormal, randomUniform, truncatedNormal])(
  '%o: the same seed gives the same bits, others differ',
  (draw) => {
    const first = values(draw<tf.Rank.R2>({ shape: [8, 8], seed: 0 }));
    expect(values(draw<tf.Rank.R2>({ shape: [8, 8], seed: 0 }))).toEqual(first);
    for (const other of [
      { seed: 1 },
      { seed: -1 },
      { seed: 2 ** 32 - 2 },
      { seed: 0, stream: 1 },
      { seed: 0, stream: 2 ** 31 },
    ])
      expect(values(draw<tf.Rank.R2>({ shape: [8, 8], ...other }))).not.toEqual(first);
  },
);

test('streams are independent: their correlation is that of chance', () => {
  const [a, b] = [0, 1].map((stream) => randomNormal<tf.Rank.R1>({ shape: [10_000], seed: 5, stream })) as [
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  expect(Math.abs(values(tf.mean(tf.mul(a, b)))[0] ?? 1)).toBeLessThan(0.05);
});

test('mean and standard deviation are the asked ones', () => {
  const drawn = randomNormal<tf.Rank.R1>({ shape: [100_000], seed: 3, mean: 2, standardDeviation: 0.5 });
  const { mean, variance } = tf.moments(drawn);
  expect(values(mean)[0]).toBeCloseTo(2, 2);
  expect(Math.sqrt(values(variance)[0] ?? 0)).toBeCloseTo(0.5, 2);
});

test('a truncated normal stays within two standard deviations', () => {
  const drawn = truncatedNormal<tf.Rank.R1>({ shape: [100_000], seed: 3, mean: 1, standardDeviation: 0.5 });
  expect(values(tf.min(drawn))[0]).toBeGreaterThanOrEqual(0);
  expect(values(tf.max(drawn))[0]).toBeLessThanOrEqual(2);
  expect(Math.sqrt(values(tf.moments(drawn).variance)[0] ?? 0)).toBeCloseTo(0.5 * 0.8796, 2);
});

test('a uniform draw fills its bounds', () => {
  const drawn = randomUniform<tf.Rank.R1>({ shape: [100_000], seed: 3, min: -3, max: 5 });
  const [low, high] = [values(tf.min(drawn))[0] ?? Number.NaN, values(tf.max(drawn))[0] ?? Number.NaN];
  expect(low).toBeGreaterThanOrEqual(-3);
  expect(low).toBeLessThan(-2.99);
  expect(high).toBeLessThan(5);
  expect(high).toBeGreaterThan(4.99);
  expect(values(tf.mean(drawn))[0]).toBeCloseTo(1, 1);
});

test('shapes of every rank, also empty ones', () => {
  expect(randomNormal({ shape: [], seed: 0 }).shape).toEqual([]);
  expect(randomUniform({ shape: [2, 0, 3], seed: 0 }).shape).toEqual([2, 0, 3]);
  expect(randomUniform({ shape: [2, 1, 3, 1, 2], seed: 0 }).size).toBe(12);
});

test.each([
  [{ seed: 0.5 }, 'The seed must be a whole number of 32 bits, got 0.5.'],
  [{ seed: Number.NaN }, 'The seed must be a whole number of 32 bits, got NaN.'],
  [{ seed: 2 ** 32 }, 'The seed must be a whole number of 32 bits, got 4294967296.'],
  [{ seed: 0, stream: Infinity }, 'The stream must be a whole number of 32 bits, got Infinity.'],
  [
    { seed: 0, standardDeviation: -1 },
    'The mean must be a finite number and the standard deviation one of at least 0, got 0 and -1.',
  ],
])('%j is refused', (options, message) => {
  expect(() => randomNormal<tf.Rank.R1>({ shape: [2], ...options })).toThrow(message);
});

test('bounds the wrong way round and shapes that are none are refused', () => {
  expect(() => randomUniform<tf.Rank.R1>({ shape: [2], seed: 0, min: 2, max: 1 })).toThrow(
    'The bounds must be finite numbers, min not above max, got 2 and 1.',
  );
  expect(() => randomUniform<tf.Rank.R1>({ shape: [1.5], seed: 0 })).toThrow(
    /whole number of 32 bits, got 1.5/,
  );
  expect(() => randomUniform<tf.Rank.R1>({ shape: [-1], seed: 0 })).toThrow(/StatelessRandomUniform/);
});

test('another backend is named with the remedy', async () => {
  await tf.setBackend('cpu');
  expect(() => randomNormal<tf.Rank.R1>({ shape: [2], seed: 0 })).toThrow(
    "Native random numbers need the backend 'tensorflow', the active one is 'cpu'; call tf.setBackend('tensorflow').",
  );
});
