import '@skipjack/tensorflow';
import { adamW, lars, sgd, train } from '@skipjack/recipes';
import type { TrainOptions } from '@skipjack/recipes';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { tinyTraining } from './tiny-training.ts';

const STEPS = 20;
/** Rounding differs where TensorFlow fuses ops. */
const TOLERANCE = 1e-5;

beforeAll(async () => {
  await setBackend('tensorflow');
});

interface Run {
  readonly losses: number[];
  readonly errors: number[];
  readonly evaluations: number[];
  readonly weights: Map<string, Float32Array>;
}

async function run(compile: boolean, changes: () => Partial<TrainOptions>): Promise<Run> {
  const {
    optimizer: former,
    mixing: _mixing,
    clip: _clip,
    average: _average,
    ...base
  } = tinyTraining('float32', STEPS);
  former?.dispose();
  const options: TrainOptions = { ...base, optimizer: sgd(), ...changes(), compile };
  const [losses, errors]: [number[], number[]] = [[], []];
  const result = await train({
    ...options,
    onStep: ({ loss, error }) => {
      losses.push(loss);
      errors.push(error);
    },
  });
  expect(result.compiled).toBe(compile);
  const weights = new Map(
    options.model.weights.map((weight) => [weight.originalName, weight.read().dataSync() as Float32Array]),
  );
  options.model.dispose();
  options.optimizer?.dispose();
  return { losses, errors, evaluations: result.evaluations.map(({ loss }) => loss), weights };
}

/** Largest difference, as part of the largest number. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, largest] = [0, 0];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [one = Number.NaN, other = Number.NaN] = [a[index], b[index]];
    if (!(Number.isFinite(one) && Number.isFinite(other))) return Infinity;
    largest = Math.max(largest, Math.abs(one));
    most = Math.max(most, Math.abs(one - other));
  }
  return most / Math.max(largest, 1e-3);
}

const CASES: Readonly<Record<string, () => Partial<TrainOptions>>> = {
  'sgd without momentum': () => ({ optimizer: sgd({ momentum: 0 }) }),
  'sgd with decay and nesterov': () => ({ optimizer: sgd({ weightDecay: 1e-3, nesterov: true }) }),
  "sgd in Caffe's form": () => ({ optimizer: sgd({ form: 'caffe', weightDecay: 1e-3 }) }),
  'decoupled decay and groups': () => ({
    optimizer: sgd({
      ...{ weightDecay: 1e-2, decoupled: true },
      groups: [
        { match: 'batchNorm', rateFactor: 4, weightDecay: 1e-3 },
        { match: 'convolutions', rateFactor: 0.5 },
      ],
    }),
  }),
  adamW: () => ({ optimizer: adamW({ weightDecay: 0.1, groups: [{ match: 'biases', rateFactor: 2 }] }) }),
  lars: () => ({ optimizer: lars({ weightDecay: 1e-4, trust: 0.02 }) }),
  'clipped by norm': () => ({ clip: { norm: 0.3 } }),
  'clipped by value': () => ({ clip: { value: 0.01 } }),
  accumulated: () => ({ accumulate: 4, clip: { norm: 1 } }),
  'exponential average': () => ({ average: { type: 'ema', decay: 0.9, every: 2 } }),
  'Polyak average': () => ({ average: { type: 'polyak', from: 8 } }),
  'mixup, cutmix and label smoothing': () => ({
    mixing: { mixup: 0.4, cutmix: 1 },
    loss: { labelSmoothing: 0.1 },
  }),
  'binary cross entropy': () => ({ loss: { type: 'binaryCrossEntropy', labelSmoothing: 0.1 } }),
  'gradients looked at': () => ({ onNotFinite: 'skip' }),
  everything: () => ({
    optimizer: adamW(),
    ...{ accumulate: 2, clip: { norm: 1, value: 0.5 }, mixing: { cutmix: 1 } },
    average: { type: 'ema', decay: 0.9 },
    onNotFinite: 'skip',
  }),
};

test.each(Object.entries(CASES))(
  '%s: 20 compiled steps give the losses, weights and evaluations of eager ones',
  async (_, changes) => {
    const before = memory().numTensors;
    const eager = await run(false, changes);
    const compiled = await run(true, changes);
    expect(eager.losses).toHaveLength(STEPS);
    expect(difference(eager.losses, compiled.losses)).toBeLessThan(TOLERANCE);
    expect(compiled.errors).toEqual(eager.errors);
    expect(difference(eager.evaluations, compiled.evaluations)).toBeLessThan(TOLERANCE);
    for (const [name, values] of eager.weights)
      expect(difference(values, compiled.weights.get(name) ?? []), name).toBeLessThan(TOLERANCE);
    expect(memory().numTensors).toBe(before);
  },
);
