import '@tensorflow/tfjs-backend-cpu';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { augmentation, imageBatches, openSource, pixelScale } from '@skipjack/datasets';
import type { ImageSource } from '@skipjack/datasets';
import { constantRate, sgd, train } from '@skipjack/recipes';
import type { SampleSource } from '@skipjack/recipes';
import { checkpointFolder } from '@skipjack/runs';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { writeCifar, writeImageFolder, writeParquet, writeRecords, writeShard } from './data-files.ts';

const BATCH = 4;
const EPOCHS = 3;

beforeAll(async () => {
  await setBackend('cpu');
});

function tinyNet(side: number): LayersModel {
  const kernelInitializer = initializers.glorotUniform({ seed: 5 });
  return sequential({
    layers: [
      layers.averagePooling2d({ poolSize: side / 4, inputShape: [side, side, 3] }),
      layers.flatten(),
      layers.dense({ name: 'classes', units: 10, kernelInitializer }),
    ],
  });
}

/** What a training asked its data for: the epoch and the images of each batch. */
type Seen = (readonly [epoch: number, indices: readonly number[]])[];

async function batchesOf(source: ImageSource): Promise<{ data: SampleSource; seen: Seen }> {
  const seen: Seen = [];
  const batches = imageBatches({
    source,
    scale: await pixelScale({ normalise: 'channels', source }),
    augment: augmentation([{ type: 'padCrop', padding: 1 }, { type: 'flip' }]),
    seed: 7,
  });
  const data: SampleSource = {
    ...batches,
    batch: (indices, place) => {
      seen.push([place?.epoch ?? -1, Array.from(indices)]);
      return batches.batch(indices, place);
    },
  };
  return { data, seen };
}

interface Run {
  readonly seen: Seen;
  readonly losses: readonly number[];
  readonly weights: readonly number[][];
}

/** Trains a new net on a source that is opened anew, as a process that was started again would. */
async function run(spec: string, checkpoints: string, stopAfter?: number): Promise<Run> {
  const { train: source } = await openSource({ spec });
  const { data, seen } = await batchesOf(source);
  const image = await source.read(0);
  const model = tinyNet(image.height);
  const optimizer = sgd({ momentum: 0.9 });
  const losses: number[] = [];
  const controller = new AbortController();
  const training = train({
    ...{ model, data, batch: BATCH, optimizer, seed: 3 },
    steps: EPOCHS * Math.ceil(source.length / BATCH),
    schedule: constantRate({ rate: 0.02 }),
    checkpoints: checkpointFolder({ folder: checkpoints }),
    resume: true,
    signal: controller.signal,
    onStep: ({ step, loss }) => {
      losses.push(loss);
      if (step === stopAfter) controller.abort();
    },
  });
  if (stopAfter === undefined) await training;
  else await training.catch(() => {});
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  optimizer.dispose();
  model.dispose();
  return { seen, losses, weights };
}

test.each([
  ['files in the format of CIFAR-10', writeCifar],
  ['a folder of JPEG and PNG images', writeImageFolder],
  ['TFRecord files', writeRecords],
  ['a WebDataset shard', writeShard],
  ['a parquet file', writeParquet],
])(
  'training runs from %s, and one that is resumed in the middle of an epoch sees exactly what was left',
  async (_, write) => {
    const folder = await mkdtemp(join(tmpdir(), 'skipjack-formats-'));
    try {
      const root = join(folder, 'data');
      await mkdir(root);
      const spec = await write(root);
      const { train: source } = await openSource({ spec });
      const tensorsBefore = memory().numTensors;
      const whole = await run(spec, join(folder, 'whole'));
      const perEpoch = Math.ceil(source.length / BATCH);
      expect(perEpoch).toBeGreaterThan(3);
      // Each image once in each epoch, but for those that fill up no batch.
      const left = source.length % BATCH;
      for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
        const indices = whole.seen.filter(([at]) => at === epoch).flatMap(([, chosen]) => chosen);
        expect(new Set(indices).size).toBe(indices.length);
        expect(source.length - indices.length).toBeLessThanOrEqual(left);
      }
      expect(mean(whole.losses.slice(-perEpoch))).toBeLessThan(mean(whole.losses.slice(0, perEpoch)));

      const stop = perEpoch + 3;
      const first = await run(spec, join(folder, 'parts'), stop);
      const second = await run(spec, join(folder, 'parts'));
      expect([...first.losses, ...second.losses]).toEqual(whole.losses);
      // The first may have prepared a batch that it did not come to.
      expect([...first.seen.slice(0, stop), ...second.seen]).toEqual(whole.seen);
      expect(second.weights).toEqual(whole.weights);
      expect(memory().numTensors).toBe(tensorsBefore);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
