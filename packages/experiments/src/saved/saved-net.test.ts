import '@tensorflow/tfjs-backend-cpu';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrays, splitSource } from '@skipjack/datasets';
import type { ImageSet } from '@skipjack/datasets';
import { registerModel } from '@skipjack/models';
import type { Recipe } from '@skipjack/recipes';
import { memory } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { greyPng } from '../../test/grey-png.ts';
import { findRate } from '../search/find-rate.ts';
import { trainRecipe } from '../training/train-recipe.ts';
import { evaluateRun } from './evaluate-run.ts';
import { predictRun } from './predict-run.ts';
import { shownCrops } from './shown-crops.ts';

const SIDE = 6;
const CLASSES = ['top', 'left', 'dark'];

/** Bright rows at the top, bright columns at the left, or neither, with some noise. */
const pixel = (sample: number, row: number, column: number): number => {
  const noise = (sample * 37 + row * 11 + column * 5) % 40;
  const bright = sample % 3 === 0 ? row < 2 : sample % 3 === 1 ? column < 2 : false;
  return noise + (bright ? 180 : 20);
};
const imageOf = (sample: number): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, at) => pixel(sample, Math.floor(at / SIDE), at % SIDE));
const split = (first: number, length: number): { images: Uint8Array; labels: number[] } => ({
  images: Uint8Array.from(Array.from({ length }, (_, at) => [...imageOf(first + at)]).flat()),
  labels: Array.from({ length }, (_, at) => (first + at) % 3),
});

function dataOf(classNames: readonly string[] = CLASSES): ImageSet {
  const options = { name: 'lights', imageShape: [SIDE, SIDE, 1] as const, classNames };
  const set = fromArrays({ ...options, train: split(0, 60), test: split(600, 31) });
  const { name, fingerprint } = set;
  return { name, classNames, fingerprint, train: splitSource(set, 'train'), test: splitSource(set, 'test') };
}

registerModel({
  name: 'tiny_saved_net',
  build: ({ inputShape, classes, seed, name }) => {
    const kernelInitializer = initializers.glorotUniform({ seed: Number(seed) + 1 });
    return sequential({
      name,
      layers: [
        layers.flatten({ name: 'flat', inputShape: inputShape as number[] }),
        layers.batchNormalization({ name: 'bn' }),
        layers.dense({ name: 'fc', units: Number(classes), kernelInitializer }),
      ],
    });
  },
});

const RECIPE: Recipe = {
  name: 'tiny-saved',
  description: 'A recipe for tests.',
  model: { name: 'tiny_saved_net' },
  data: { name: 'lights', normalise: 'pixels' },
  length: { epochs: 3 },
  batch: 10,
  optimizer: { type: 'sgd', momentum: 0.9 },
  schedule: { type: 'constant', rate: 0.05 },
  average: { type: 'ema', decay: 0.5 },
  evaluation: { every: { epochs: 1 }, crops: 'flip', batchNormSamples: 20 },
  sources: {},
};

let root = '';
let folder = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'skipjack-saved-'));
  folder = join(root, 'run');
  await trainRecipe({ recipe: RECIPE, folder, data: dataOf() });
});
afterAll(async () => rm(root, { recursive: true }));

test("the run's own evaluation comes out again, with exact counts", async () => {
  const before = memory().numTensors;
  // The run was opened with data at hand: what it was opened by is not recorded.
  const run = await evaluateRun({ path: folder, data: dataOf() });
  expect(memory().numTensors).toBe(before);
  expect(run).toMatchObject({
    ...{ recipe: 'tiny-saved', model: 'tiny_saved_net', step: 18, kind: 'last', averages: true },
    ...{ data: 'lights', crops: 'flip', batchNormSamples: 20, classNames: CLASSES },
  });
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '') as { testLoss: number; testError: number };
  expect(run.result.error).toBe(last.testError);
  expect(run.result.loss).toBeCloseTo(last.testLoss, 5);
  expect(run.result.count).toBe(31);
  expect(run.result.correct).toBe(31 - Math.round(31 * last.testError));
  expect(run.result.perClass?.map(({ name, count }) => [name, count])).toEqual([
    ['top', 11],
    ['left', 10],
    ['dark', 10],
  ]);
  expect(run.result.confusion?.flat().reduce((sum, count) => sum + count, 0)).toBe(31);
});

test('a run that was opened by a text is opened by it again, and compared with what it measured itself', async () => {
  const path = join(root, 'synthetic');
  const recipe = { ...RECIPE, data: { ...RECIPE.data, name: 'synthetic' } };
  await trainRecipe({ recipe, folder: path, data: 'synthetic:6x6x1x3,60' });
  const { recorded, result } = await evaluateRun({ path });
  expect(recorded?.error).toBe(result.error);
  expect(recorded?.loss).toBeCloseTo(result.loss, 5);
  // Measured in another way, or on other images, it is not compared.
  expect((await evaluateRun({ path, averages: false })).recorded).toBeUndefined();
  expect((await evaluateRun({ path, crops: 'centre' })).recorded).toBeUndefined();
  const other = await evaluateRun({ path, data: 'synthetic:6x6x1x3,80' });
  expect(other).toMatchObject({ recorded: undefined, result: { count: 16 } });
});

test('the weights themselves, other crops and the best checkpoint are there for the asking', async () => {
  const data = dataOf();
  const averaged = await evaluateRun({ path: folder, data });
  const plain = await evaluateRun({ path: folder, data, averages: false });
  expect(plain.averages).toBe(false);
  expect(plain.result.loss).not.toBe(averaged.result.loss);
  const centre = await evaluateRun({ path: folder, data, crops: 'centre' });
  expect(centre.crops).toBe('centre');
  expect(centre.result.loss).not.toBe(averaged.result.loss);
  expect((await evaluateRun({ path: folder, data, kind: 'best' })).kind).toBe('best');
});

test('data of other classes are refused', async () => {
  const before = memory().numTensors;
  await expect(evaluateRun({ path: folder, data: dataOf(['left', 'top', 'dark']) })).rejects.toThrow(
    'The run was trained on 3 classes, top, left, dark, and lights has 3 classes, left, top, dark; give data of the same classes in the same order.',
  );
  expect(memory().numTensors).toBe(before);
});

test('files are predicted where the data are not, and a bad one does not stop the others', async () => {
  for (const sample of [600, 601, 602])
    writeFileSync(join(root, `${sample}.png`), greyPng(imageOf(sample), SIDE));
  writeFileSync(join(root, 'bad.png'), 'no image');
  const wide = Uint8Array.from({ length: 12 * 18 }, (_, at) =>
    pixel(600, Math.floor(at / 18 / 2), Math.floor((at % 18) / 3)),
  );
  writeFileSync(join(root, 'wide.png'), greyPng(wide, 18));
  const before = memory().numTensors;
  const images = ['600.png', 'bad.png', '601.png', 'none.png', '602.png', 'wide.png'];
  const seen: string[] = [];
  const answers = await predictRun({
    ...{ path: folder, images, workingDirectory: root, top: 2 },
    onImage: ({ file }) => seen.push(file),
  });
  expect(memory().numTensors).toBe(before);
  expect(seen).toEqual(images);
  expect(answers.map((answer) => ('classes' in answer ? answer.classes[0]?.name : answer.error))).toEqual([
    'top',
    expect.stringMatching(/^bad\.png is no image: /),
    'left',
    'none.png cannot be read (ENOENT); name a file that is there.',
    'dark',
    'top',
  ]);
  const [first, , , , , resized] = answers;
  if (first === undefined || !('classes' in first)) throw new Error('There is no first answer.');
  expect(first.classes).toHaveLength(2);
  expect(first.classes[0]?.probability).toBeGreaterThan(first.classes[1]?.probability ?? 1);
  expect(first).not.toHaveProperty('resizedFrom');
  expect(resized).toMatchObject({ resizedFrom: [12, 18] });
});

test('answers of files are those that an evaluation counts', async () => {
  const images = Array.from({ length: 31 }, (_, at) => {
    writeFileSync(join(root, `all-${at}.png`), greyPng(imageOf(600 + at), SIDE));
    return join(root, `all-${at}.png`);
  });
  const recipe = { ...RECIPE, evaluation: { every: { epochs: 1 }, crops: 'flip' as const } };
  const own = join(root, 'own');
  await trainRecipe({ recipe, folder: own, data: dataOf() });
  const answers = await predictRun({ path: own, images });
  const right = answers.filter(
    (answer, at) => 'classes' in answer && answer.classes[0]?.label === (600 + at) % 3,
  );
  expect(right).toHaveLength((await evaluateRun({ path: own, data: dataOf() })).result.correct);
});

test("a recipe's last step, which keeps the middle, is left out for crops elsewhere", () => {
  const evaluate = [
    { type: 'resizeShortSide', size: 8 },
    { type: 'centreCrop', size: 6 },
  ];
  const recipe = { ...RECIPE, data: { ...RECIPE.data, evaluate } };
  const shape = (height: number | null) => ({ inputs: [{ shape: [null, height, height, 1] }] }) as never;
  const input = { imageShape: [6, 6, 1], trainShape: [6, 6, 1], classNames: [], mean: [], std: [] } as const;
  expect(shownCrops(recipe, 'flip', { model: shape(6), input })).toMatchObject({
    steps: evaluate,
    uneven: false,
  });
  expect(shownCrops(recipe, 'ten', { model: shape(6), input })).toEqual({
    ...{ steps: evaluate.slice(0, 1), crops: 'ten', cropSize: undefined, uneven: true },
  });
  expect(shownCrops(recipe, 'ten', { model: shape(null), input }).cropSize).toBe(6);
  expect(shownCrops(recipe, 'dense', { model: shape(null), input }).cropSize).toBeUndefined();
});

test("a rate is found for a recipe's net on its data, and nothing is left over", async () => {
  const before = memory().numTensors;
  const found = await findRate({ recipe: RECIPE, data: dataOf(), from: 1e-4, to: 10, steps: 40 });
  expect(memory().numTensors).toBe(before);
  expect(found.points[0]?.rate).toBe(1e-4);
  expect(found.suggested).toBeGreaterThan(1e-4);
});
