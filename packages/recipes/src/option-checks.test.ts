import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { samples, setting, tinyNet } from '../test/tiny-training.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { reestimateBatchNorm } from './evaluation/reestimate-batch-norm.ts';
import { constantRate } from './schedules/constant-rate.ts';
import { multiStep } from './schedules/multi-step.ts';
import { warmUp } from './schedules/warm-up.ts';
import { sgd } from './optimizers/sgd.ts';
import { train } from './train.ts';

/** What a JavaScript user may pass, whatever the compiler says. */
const loose = (options: unknown): never => options as never;
const RATE = 'the learning rate comes from the schedule of train, such as constantRate({ rate: 0.1 })';

test.each<[string, () => unknown, string]>([
  [
    'sgd({ lr })',
    () => sgd(loose({ lr: 0.1 })),
    `sgd has no option "lr": ${RATE}; sgd has momentum, form, weightDecay, decoupled, decay, groups, nesterov.`,
  ],
  [
    'sgd(0.1)',
    () => sgd(loose(0.1)),
    `sgd takes an object of options: write sgd({ momentum: 0.9 }), not 0.1; ${RATE}.`,
  ],
  [
    'sgd({ weight_decay })',
    () => sgd(loose({ weight_decay: 0.1 })),
    'sgd has no option "weight_decay"; it has momentum, form, weightDecay, decoupled, decay, groups, nesterov.',
  ],
  [
    'constantRate(0.1)',
    () => constantRate(loose(0.1)),
    'constantRate takes an object of options: write constantRate({ rate: 0.1 }), not 0.1.',
  ],
  [
    'constantRate({ lr })',
    () => constantRate(loose({ lr: 0.1 })),
    'constantRate has no option "lr"; it has rate.',
  ],
  [
    'multiStep without milestones',
    () => multiStep(loose({ rate: 0.1 })),
    'milestones must be an array of steps, such as [800], or [] for none; got undefined.',
  ],
  [
    'warmUp without a schedule',
    () => warmUp(loose({ steps: 5 })),
    'warmUp needs a schedule, the learning rate of each step: write schedule: constantRate({ rate: 0.1 }); got undefined.',
  ],
])('%s says what to write', (_, call, message) => {
  expect(call).toThrow(new TypeError(message));
});

const TRAIN =
  'model, data, recipe, steps, batch, accumulate, schedule, optimizer, loss, mixing, clip, average, validation, evaluation, patience, seed, checkpoints, checkpointEvery, resume, onNotFinite, onStep, onEvaluation, onCheckpoint, callbacks, compile, precision, signal';

test.each([
  [
    { schedule: undefined },
    'train needs a schedule, the learning rate of each step: write schedule: constantRate({ rate: 0.1 }); got undefined.',
  ],
  [
    { schedule: 0.1 },
    'train needs a schedule, the learning rate of each step: write schedule: constantRate({ rate: 0.1 }); got 0.1.',
  ],
  [
    { data: undefined },
    'train needs data with a length and a function batch(indices), such as tensorSource of @skipjack/datasets makes; got undefined.',
  ],
  [
    { data: { images: [], labels: [] } },
    'train needs data with a length and a function batch(indices), such as tensorSource of @skipjack/datasets makes; an object has no length.',
  ],
  [
    { data: [1, 2, 3] },
    'train needs data with a length and a function batch(indices), such as tensorSource of @skipjack/datasets makes; an array has no batch().',
  ],
  [
    { optimizer: 'sgd' },
    "train needs an optimizer with a function step: write optimizer: sgd({ momentum: 0.9 }); got 'sgd'.",
  ],
  [
    { model: undefined },
    'the model must be a LayersModel, such as defineModel or tf.sequential makes; got undefined.',
  ],
  [{ batchSize: 4 }, `train has no option "batchSize"; it has ${TRAIN}.`],
  [{ learningRate: 0.1 }, `train has no option "learningRate": ${RATE}; train has ${TRAIN}.`],
])('train with %j says what to write, and leaves no tensor', async (changes, message) => {
  const options = setting();
  const before = memory().numTensors;
  await expect(train(loose({ ...options, ...changes }))).rejects.toThrow(new TypeError(message));
  expect(memory().numTensors).toBe(before);
});

test('train without anything says how it is called', async () => {
  await expect(train(loose(undefined))).rejects.toThrow(
    'train takes an object of options: write train({ model, data, steps: 1000, schedule: constantRate({ rate: 0.1 }), optimizer: sgd() }), not undefined.',
  );
});

test.each([
  [
    'evaluate',
    evaluate,
    'it has model, data, scales, crops, cropSize, average, perClass, confusion, batch, limit, compile, precision, signal.',
  ],
  ['reestimateBatchNorm', reestimateBatchNorm, 'it has model, data, batch, batches, signal.'],
] as const)('%s refuses options that it does not have, and what is no data', async (name, measure, has) => {
  const model = tinyNet();
  const data = samples(4);
  await expect(measure(loose({ model, data, batchSize: 2 }))).rejects.toThrow(
    new TypeError(`${name} has no option "batchSize"; ${has}`),
  );
  await expect(measure(loose({ model, data: 'mnist' }))).rejects.toThrow(
    new TypeError(
      `${name} needs data with a length and a function batch(indices), such as tensorSource of @skipjack/datasets makes; 'mnist' has no batch().`,
    ),
  );
  await expect(
    measure(loose({ model, data, limit: undefined, batches: undefined, batch: 2 })),
  ).resolves.not.toThrow();
});
