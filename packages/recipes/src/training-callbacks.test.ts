import '@tensorflow/tfjs-backend-cpu';
import { callbacks, CustomCallback } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { samples, setting, tinyNet } from '../test/tiny-training.ts';
import { train } from './train.ts';
import type { TrainingCallback } from './training-callbacks.ts';

const hasOwnStop = (model: LayersModel): boolean => Object.hasOwn(model, 'stopTraining');

test("tfjs's own earlyStopping ends a training", async () => {
  const options = setting({
    ...{ steps: 70, data: samples(28), validation: samples(9, (sample) => (sample + 1) % 3) },
    callbacks: [callbacks.earlyStopping({ monitor: 'val_loss', patience: 1 })],
  });
  const { ended, steps, evaluations } = await train(options);
  expect(ended).toBe('callback');
  // The labels are wrong ones: the better the net learns, the worse it gets.
  const losses = evaluations.map(({ loss }) => loss);
  const worse = losses.findIndex((loss, index) => index > 0 && loss >= Math.min(...losses.slice(0, index)));
  expect(worse).toBeGreaterThan(0);
  expect(steps).toBe(7 * (worse + 1));
});

test("tfjs's own callbacks are told the mean loss of each epoch", async () => {
  const losses: number[] = [];
  const told: (number | undefined)[] = [];
  const custom = new CustomCallback({
    onEpochEnd: async (_, logs) => void told.push(logs?.['loss'] as number),
  });
  await train(
    setting({
      ...{ steps: 6, data: samples(12), callbacks: [custom as TrainingCallback] },
      onStep: ({ loss }) => void losses.push(loss),
    }),
  );
  expect(told).toHaveLength(2);
  expect(told[0]).toBeCloseTo(((losses[0] ?? 0) + (losses[1] ?? 0) + (losses[2] ?? 0)) / 3, 10);
});

test('stopTraining ends after the step, and is what it was before once the training has ended', async () => {
  const model = tinyNet();
  const calls: string[] = [];
  const stopper: TrainingCallback = {
    onBatchEnd: () => {
      calls.push('batch');
      expect(hasOwnStop(model)).toBe(true);
      if (calls.length === 3) model.stopTraining = true;
    },
    onTrainEnd: () => void calls.push('end'),
  };
  const { steps, ended } = await train(setting({ model, callbacks: [stopper] }));
  expect([steps, ended]).toEqual([3, 'callback']);
  expect(calls).toEqual(['batch', 'batch', 'batch', 'end']);
  expect(hasOwnStop(model)).toBe(false);
  // The stop of one training is none of the next one's.
  expect((await train(setting({ model, steps: 2, callbacks: [{}] }))).steps).toBe(2);
});

test('what a callback throws reaches the caller, and the model is as before', async () => {
  const model = tinyNet();
  const ended: string[] = [];
  const callback: TrainingCallback = {
    onEpochEnd: async () => {
      throw new Error('no more');
    },
    onTrainEnd: () => void ended.push('end'),
  };
  await expect(train(setting({ model, callbacks: [callback] }))).rejects.toThrow('no more');
  expect(ended).toEqual([]);
  expect(hasOwnStop(model)).toBe(false);
});

test('without callbacks the model is not touched', async () => {
  const model = tinyNet();
  await train(setting({ model, steps: 1, onStep: () => expect(hasOwnStop(model)).toBe(false) }));
});

test('a callback is told the model and the numbers of the run before all else', async () => {
  const calls: string[] = [];
  const model = tinyNet();
  const callback: TrainingCallback = {
    setParams: (params) => void calls.push(JSON.stringify(params)),
    setModel: (told) => void calls.push(told === model ? 'the model' : 'another'),
    onTrainBegin: () => void calls.push('begin'),
  };
  await train(setting({ model, steps: 8, data: samples(13), callbacks: [callback] }));
  expect(calls).toEqual(['{"epochs":3,"steps":3,"batchSize":4}', 'the model', 'begin']);
});
