import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor4d } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { SIDE, samples, setting } from '../test/tiny-training.ts';
import { DivergenceError } from './divergence-error.ts';
import type { SampleSource } from './sample-source.ts';
import { multiStep } from './schedules/multi-step.ts';
import { sgd } from './optimizers/sgd.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import type { StepReport } from './training-report.ts';

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => Array.from(weight.dataSync()));

test('a timer fires during training and its abort stops it, without a leak', async () => {
  const controller = new AbortController();
  const options = setting({ steps: 100_000, signal: controller.signal });
  const before = memory().numTensors;
  let steps = 0;
  setTimeout(() => controller.abort(new Error('stopped by the timer')), 5);
  await expect(train({ ...options, onStep: ({ step }) => void (steps = step) })).rejects.toThrow(
    'stopped by the timer',
  );
  expect(steps).toBeGreaterThan(0);
  options.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
});

test('an aborted signal starts nothing', async () => {
  const signal = AbortSignal.abort(new Error('never began'));
  const began = { onTrainBegin: (): void => expect.unreachable() };
  await expect(train(setting({ signal, callbacks: [began] }))).rejects.toThrow('never began');
});

test('what onStep throws reaches the caller, without a leak', async () => {
  const options = setting();
  const before = memory().numTensors;
  const onStep = async ({ step }: StepReport): Promise<void> => {
    if (step === 3) throw new Error('no more');
  };
  await expect(train({ ...options, onStep })).rejects.toThrow('no more');
  options.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
});

test('stops on a loss that is not finite, with the step and the loss before, without a leak', async () => {
  const options = setting({
    schedule: multiStep({ rate: 0.01, milestones: [3], factor: 1e36 }),
    optimizer: sgd(),
  });
  const before = memory().numTensors;
  const losses: number[] = [];
  const error: unknown = await train({ ...options, onStep: ({ loss }) => void losses.push(loss) }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DivergenceError);
  if (!(error instanceof DivergenceError)) return;
  expect(error.step).toBe(losses.length + 1);
  expect(error.step).toBeGreaterThan(3);
  expect(error.lastFiniteLoss).toBe(losses.at(-1));
  expect(error.message).toMatch(
    /^training diverged: the loss was (NaN|-?Infinity) at step \d+ \(the last finite loss was [\d.e+]+\); lower the rate, now [\d.e+]+, or warm up\.$/,
  );
  options.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
});

test('the step that diverged does not touch the trainable weights', async () => {
  const source = samples(8);
  const data: SampleSource = {
    length: 8,
    batch: async (indices) => {
      const { images, labels } = await source.batch(indices);
      const broken = tensor4d(new Float32Array(images.size).fill(Number.NaN), images.shape);
      images.dispose();
      return { images: broken, labels };
    },
  };
  const model = sequential({
    layers: [layers.flatten({ inputShape: [SIDE, SIDE, 1] }), layers.dense({ units: 3 })],
  });
  const weights = weightsOf(model);
  await expect(train(setting({ model, data }))).rejects.toThrow(
    'the loss was NaN at step 1 (its first loss)',
  );
  expect(weightsOf(model)).toEqual(weights);
});

test('bad input is refused in one sentence with both numbers, without a leak', async () => {
  const base = setting();
  const before = memory().numTensors;
  const reject = async (changes: Partial<TrainOptions>, message: string): Promise<void> => {
    await expect(train({ ...base, ...changes })).rejects.toThrow(message);
  };
  await reject({ steps: 0 }, 'steps must be an integer of at least 1; got 0.');
  await reject({ batch: 0 }, 'batch must be an integer of at least 1; got 0.');
  await reject({ seed: -1 }, 'seed must be an integer of at least 0; got -1.');
  await reject({ batch: 31 }, 'batch must not exceed the 30 images of the training data; got 31.');
  await reject(
    { schedule: () => -0.1 },
    "the schedule's rate at step 0 must be a finite number of at least 0; got -0.1.",
  );
  await reject({ data: samples(30, (sample) => sample) }, 'labels must be 0 to 2 for 3 classes; got ');
  expect(memory().numTensors).toBe(before);
});
