import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { MemoryStore } from '../test/memory-store.ts';
import { setting, SIDE, tinyNet } from '../test/tiny-training.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { restoreWeights } from './model-weights.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import { CheckpointMismatchError } from './training-checkpoints.ts';
import type { TrainingState } from './training-state.ts';

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => Array.from(weight.dataSync()));

async function trained(
  changes: Partial<TrainOptions> = {},
): Promise<{ model: LayersModel; state: TrainingState; options: TrainOptions }> {
  const checkpoints = new MemoryStore();
  const options = setting({ ...changes, checkpoints });
  await train(options);
  const state = await checkpoints.load('last');
  if (state === undefined) throw new Error('Nothing was kept.');
  return { model: options.model, state, options };
}

test('a new model gets the weights and statistics of a checkpoint, and evaluates alike', async () => {
  const { model, state, options } = await trained();
  const again = tinyNet();
  expect(weightsOf(again)).not.toEqual(weightsOf(model));
  const before = memory().numTensors;
  expect(restoreWeights({ model: again, state })).toEqual({ count: 8, averages: false });
  expect(weightsOf(again)).toEqual(weightsOf(model));
  expect(memory().numTensors).toBe(before);
  const { data } = options;
  expect(await evaluate({ model: again, data })).toEqual(await evaluate({ model, data }));
});

test('averages are taken where there are some, and the weights themselves where that is asked for', async () => {
  const { model, state } = await trained({ average: { type: 'ema', decay: 0.9 } });
  const again = tinyNet();
  expect(restoreWeights({ model: again, state }).averages).toBe(true);
  // The training has ended, so its model has the averages.
  expect(weightsOf(again)).toEqual(weightsOf(model));
  expect(restoreWeights({ model: again, state, averages: true }).averages).toBe(true);
  const plain = tinyNet();
  expect(restoreWeights({ model: plain, state, averages: false }).averages).toBe(false);
  expect(weightsOf(plain)).not.toEqual(weightsOf(model));
});

test('another model is refused, and nothing of it is touched', async () => {
  const { state } = await trained();
  const other = sequential({
    layers: [layers.flatten({ inputShape: [SIDE, SIDE, 1] }), layers.dense({ name: 'fc', units: 2 })],
  });
  const before = weightsOf(other);
  const restoring = (): unknown => restoreWeights({ model: other, state });
  expect(restoring).toThrow(CheckpointMismatchError);
  expect(restoring).toThrow(
    `The checkpoint of step 10 is not of the model ${other.name}: it has model/conv/kernel, `,
  );
  const wide = sequential({
    layers: [...tinyNet().layers.slice(0, 3), layers.dense({ name: 'fc', units: 4 })],
  });
  expect(() => restoreWeights({ model: wide, state })).toThrow(
    "its model/fc/kernel is float32 [8, 3] and this training's float32 [8, 4]; build the model as it was trained.",
  );
  expect(weightsOf(other)).toEqual(before);
  expect(() => restoreWeights({ model: tinyNet(), state, averages: true })).toThrow(
    'The checkpoint of step 10 has no averages of the weights, as its recipe asks for none; leave averages out.',
  );
});
