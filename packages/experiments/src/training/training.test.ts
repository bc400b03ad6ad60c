import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerModel } from '@skipjack/models';
import type { Recipe } from '@skipjack/recipes';
import { memory } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { trainRecipe } from './train-recipe.ts';
import { dataFor } from './training-data.ts';
import { modelFor } from './training-model.ts';
import { trainingPlan } from './training-plan.ts';

const DATA = 'synthetic:6x6x1x3,60';

const RECIPE: Recipe = {
  name: 'tiny-recipe',
  description: 'A recipe for tests.',
  model: { name: 'tiny_net' },
  data: { name: 'synthetic', normalise: 'channels' },
  length: { epochs: 2 },
  batch: 10,
  optimizer: { type: 'sgd', momentum: 0.9 },
  schedule: { type: 'constant', rate: 0.05 },
  seed: 4,
  sources: {},
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'skipjack-training-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

beforeAll(() => {
  registerModel({
    name: 'tiny_net',
    build: (options) => {
      const inputShape = options['inputShape'] as number[];
      const classes = Number(options['classes']);
      const seed = Number(options['seed']);
      const kernelInitializer = initializers.glorotUniform({ seed });
      return sequential({
        name: 'tiny_net',
        layers: [
          layers.conv2d({ name: 'conv', filters: 2, kernelSize: 3, inputShape, kernelInitializer }),
          layers.globalAveragePooling2d({ name: 'pool', dataFormat: 'channelsLast' }),
          layers.dense({ name: 'fc', units: classes, kernelInitializer }),
        ],
      });
    },
  });
});

test('a recipe trains on its data with its net, and nothing stays in memory', async () => {
  const run = folder();
  const before = memory().numTensors;
  const starts: unknown[] = [];
  const trained = await trainRecipe({
    recipe: RECIPE,
    data: DATA,
    folder: run,
    onStart: ({ model, params, length }) => starts.push({ model, params, steps: length.steps }),
  });
  expect(starts).toEqual([{ model: 'tiny_net', params: 18 + 2 + 9, steps: 12 }]);
  expect(trained.result.steps).toBe(12);
  expect(trained.record).toMatchObject({ model: RECIPE.model, data: { name: 'synthetic', spec: DATA } });
  expect(trained.test?.error).toBe(trained.result.evaluations.at(-1)?.error);
  expect(trained.heldOut).toBe(false);
  expect(memory().numTensors).toBe(before);
});

test('images that are held out are evaluated on meanwhile, and the test images at the end', async () => {
  const recipe: Recipe = { ...RECIPE, data: { ...RECIPE.data, holdOut: 20, limit: 30 } };
  const data = await dataFor({ recipe, data: DATA });
  expect([data.train.length, data.validation.length, data.test.length]).toEqual([30, 20, 12]);
  const fingerprints = [data.train, data.validation, data.test].map(({ fingerprint }) => fingerprint);
  expect(new Set(fingerprints).size).toBe(3);
  const run = await trainRecipe({ recipe, data: DATA, folder: folder() });
  expect(run.heldOut).toBe(true);
  expect(run.result.steps).toBe(6);
  // Twelfths, not twentieths.
  expect(((run.test?.error ?? Number.NaN) * 12) % 1).toBeCloseTo(0, 6);
});

test('augmentation is that of training only, and decides the shape of the net', async () => {
  const recipe: Recipe = {
    ...RECIPE,
    data: {
      ...RECIPE.data,
      augment: [{ type: 'randomCrop', size: 4 }],
      evaluate: [{ type: 'centreCrop', size: 5 }],
    },
  };
  const data = await dataFor({ recipe, data: DATA });
  expect(data).toMatchObject({ imageShape: [5, 5, 1], trainShape: [4, 4, 1] });
  const batch = await data.train.batch([0], { epoch: 0 });
  const evaluated = await data.train.batch([0]);
  expect([batch.images.shape, evaluated.images.shape]).toEqual([
    [1, 4, 4, 1],
    [1, 5, 5, 1],
  ]);
  for (const { images, labels } of [batch, evaluated]) {
    images.dispose();
    labels.dispose();
  }
  const model = await modelFor({ recipe, data });
  expect(model.inputs[0]?.shape).toEqual([null, null, null, 1]);
  model.dispose();
});

test('a step of augmentation that does not exist is named with its place in the recipe', async () => {
  const recipe: Recipe = { ...RECIPE, data: { ...RECIPE.data, augment: [{ type: 'flipp' }] } };
  await expect(dataFor({ recipe, data: DATA })).rejects.toThrow(/^data\.augment: .*flip/);
});

test('a model that does not exist is refused with the nearest name', async () => {
  const recipe: Recipe = { ...RECIPE, model: { name: 'tiny_nett' } };
  await expect(trainRecipe({ recipe, data: DATA, folder: folder() })).rejects.toThrow(
    'There is no model "tiny_nett": did you mean tiny_net?',
  );
});

test('a recipe that begins with weights of another run takes those of its layers, and is refused without', async () => {
  const first = folder();
  await trainRecipe({ recipe: RECIPE, data: DATA, folder: first });
  const recipe: Recipe = { ...RECIPE, seed: 9, startFrom: { recipe: 'tiny-recipe', layers: ['conv'] } };
  const data = await dataFor({ recipe, data: DATA });
  await expect(modelFor({ recipe, data })).rejects.toThrow(
    'the recipe tiny-recipe begins with weights of a run of tiny-recipe; say where they are: start (--start)',
  );
  await expect(modelFor({ recipe: RECIPE, data, start: first })).rejects.toThrow(/draws all of its weights/);
  const drawn = await modelFor({ recipe: { ...RECIPE, seed: 9 }, data });
  const newest = join(first, 'checkpoints', 'step-00000012');
  for (const start of [first, newest, join(newest, 'weights.safetensors')]) {
    const model = await modelFor({ recipe, data, start });
    const values = (of: typeof model): number[][] => of.getWeights().map((each) => [...each.dataSync()]);
    const bytes = readFileSync(join(newest, 'weights.safetensors'));
    const [kernel, bias, ...head] = values(model);
    expect(bytes.includes(Buffer.from(Float32Array.from(kernel ?? []).buffer))).toBe(true);
    expect(bytes.includes(Buffer.from(Float32Array.from(bias ?? []).buffer))).toBe(true);
    expect(head).toEqual(values(drawn).slice(2));
    model.dispose();
  }
  drawn.dispose();
  await expect(
    modelFor({ recipe: { ...recipe, startFrom: { recipe: 'x', layers: ['none'] } }, data, start: first }),
  ).rejects.toThrow(/tiny_net has no layer none/);
  await expect(modelFor({ recipe, data, start: join(first, 'checkpoints') })).rejects.toThrow(
    /has no checkpoint to take weights from/,
  );
  await expect(modelFor({ recipe, data, start: join(first, 'nothing') })).rejects.toThrow(
    /Cannot read .*nothing/,
  );
});

test('a plan says what a training would do and need', async () => {
  const recipe: Recipe = {
    ...RECIPE,
    model: { name: 'resnet20' },
    schedule: { type: 'oneCycle', rate: 0.2 },
    average: { type: 'ema', decay: 0.99 },
  };
  const plan = await trainingPlan({ recipe, data: 'synthetic:8x8x1x3,60' });
  expect(plan).toMatchObject({
    ...{ model: 'resnet20', data: 'synthetic', trainImages: 60, validationImages: 12, classes: 3 },
    ...{ imageShape: [8, 8, 1], batch: 10, followsEvaluations: false },
    length: { steps: 12, stepsPerEpoch: 6, epochs: 2 },
  });
  expect(plan.rates.first).toBeCloseTo(0.2 / 25);
  expect(plan.rates.highest).toBeGreaterThan(0.19);
  expect(plan.rates.last).toBeLessThan(1e-5);
  // Weights, velocities and averages, and a little more.
  expect(plan.checkpointBytes / (3 * 4 * plan.params)).toBeCloseTo(1, 0);
  expect(plan.memoryBytes).toBeGreaterThan(4 * 4 * plan.params);
});
