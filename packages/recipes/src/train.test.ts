import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { SIDE, samples, setting } from '../test/tiny-training.ts';
import { epochOrder } from './epoch-order.ts';
import { evaluate } from './evaluation/evaluate.ts';
import type { SampleSource } from './sample-source.ts';
import { multiStep } from './schedules/multi-step.ts';
import { train } from './train.ts';
import type { StepReport } from './training-report.ts';

test('learns', async () => {
  const options = setting({ steps: 60 });
  const losses: number[] = [];
  const result = await train({ ...options, onStep: ({ loss }) => void losses.push(loss) });
  expect(losses[0]).toBeGreaterThan(0.7);
  expect(losses.at(-1)).toBe(result.loss);
  expect((await evaluate({ model: options.model, data: options.data })).error).toBeLessThan(0.1);
});

test('leaks no tensor over 1,000 steps, whose optimizer keeps one velocity per variable', async () => {
  const options = setting({ steps: 1000, batch: 2 });
  const before = memory().numTensors;
  let during = 0;
  await train({ ...options, onStep: () => void (during = Math.max(during, memory().numTensors)) });
  // The batch of the next step is made meanwhile.
  expect(during).toBe(before + options.model.trainableWeights.length + 2);
  options.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
});

test('the same seed gives the same losses to the last bit, another seed others', async () => {
  const lossesOf = async (seed: number): Promise<number[]> => {
    const losses: number[] = [];
    await train(setting({ seed, onStep: ({ loss }) => void losses.push(loss) }));
    return losses;
  };
  const losses = await lossesOf(1);
  expect(await lossesOf(1)).toEqual(losses);
  expect(await lossesOf(2)).not.toEqual(losses);
});

test('visits each epoch in its order, in whole batches', async () => {
  const source = samples(11);
  const visited: number[][] = [];
  const data: SampleSource = {
    length: 11,
    batch: (indices) => {
      visited.push(Array.from(indices));
      return source.batch(indices);
    },
  };
  await train(setting({ data, steps: 5, seed: 3 }));
  const [first, second, third] = [0, 1, 2].map((epoch) =>
    Array.from(epochOrder({ length: 11, seed: 3, epoch })),
  );
  expect(visited).toEqual([
    first?.slice(0, 4),
    first?.slice(4, 8),
    second?.slice(0, 4),
    second?.slice(4, 8),
    third?.slice(0, 4),
  ]);
});

test('calls the callbacks in their order with the numbers of the run', async () => {
  const calls: string[] = [];
  const reports: StepReport[] = [];
  const result = await train(
    setting({
      data: samples(9),
      steps: 3,
      schedule: multiStep({ rate: 0.1, milestones: [2], factor: 0.5 }),
      onStep: (report) => {
        calls.push(`onStep ${report.step}`);
        reports.push(report);
      },
      callbacks: [
        {
          setParams: ({ epochs, steps, batchSize }) =>
            void calls.push(`params ${epochs} ${steps} ${batchSize}`),
          onTrainBegin: () => void calls.push('begin'),
          onEpochBegin: (epoch) => void calls.push(`epoch ${epoch} begins`),
          onBatchBegin: (batch) => void calls.push(`batch ${batch} begins`),
          onBatchEnd: (batch, logs) => void calls.push(`batch ${batch} ${logs?.['size']}`),
          onEpochEnd: (epoch, logs) => void calls.push(`epoch ${epoch} ${Object.keys(logs ?? {}).join(' ')}`),
          onTrainEnd: () => void calls.push('end'),
        },
        { onBatchEnd: async (batch) => void calls.push(`second ${batch}`) },
      ],
    }),
  );
  const step = (number: number, batch: number): string[] => [
    `batch ${batch} begins`,
    `onStep ${number}`,
    `batch ${batch} 4`,
    `second ${batch}`,
  ];
  expect(calls).toEqual([
    'params 2 2 4',
    'begin',
    'epoch 0 begins',
    ...step(1, 0),
    ...step(2, 1),
    'epoch 0 loss error',
    'epoch 1 begins',
    ...step(3, 0),
    'end',
  ]);
  expect(reports.map(({ rate, images, epoch, steps }) => [rate, images, epoch, steps])).toEqual([
    [0.1, 4, 0, 3],
    [0.1, 8, 0, 3],
    [0.05, 12, 1, 3],
  ]);
  expect(result).toMatchObject({ steps: 3, epochs: 1, images: 12, loss: reports[2]?.loss });
  expect(result.imagesPerSecond).toBeCloseTo(12 / result.seconds, 6);
});

test('adds the penalties of the model’s own regularizers to the loss', async () => {
  const lossOf = async (l2: number): Promise<number> => {
    const dense = layers.dense({
      units: 3,
      kernelInitializer: 'ones',
      kernelRegularizer: regularizers.l2({ l2 }),
    });
    const model = sequential({ layers: [layers.flatten({ inputShape: [SIDE, SIDE, 1] }), dense] });
    return (await train(setting({ model, steps: 1 }))).loss;
  };
  expect((await lossOf(0.5)) - (await lossOf(0))).toBeCloseTo(0.5 * 12, 4);
});
