import '@tensorflow/tfjs-backend-cpu';
import { cifarPlain, cifarResNet } from '@skipjack/models';
import { memory } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { tinyDataset } from '../../test/tiny-dataset.ts';
import { runData } from '../evaluation-data.ts';
import { disposeBatches, probeBatches } from '../measures/probe-batches.ts';
import { lossesAlong } from './loss-along.ts';
import {
  copyOfWeights,
  directionBetween,
  disposeWeights,
  filterNormalisedDirection,
  placeWeights,
  trainableByName,
} from './weights.ts';
import type { Weights } from './weights.ts';

const netOptions = { depth: 8, inputShape: [4, 4, 1], classes: 3 } as const;

const valuesOf = (weights: Weights, name: string): number[] =>
  Array.from(weights.get(name)?.dataSync() ?? []);

test('twins have the same weights by name, and a place on the line has the weights between them', () => {
  const before = memory().numTensors;
  const plain = cifarPlain({ ...netOptions, seed: 1 });
  const residual = cifarResNet({ ...netOptions, seed: 2 });
  expect([...trainableByName(residual).keys()]).toEqual([...trainableByName(plain).keys()]);
  const [start, end] = [copyOfWeights(plain), copyOfWeights(residual)];
  const between = directionBetween(start, end);
  placeWeights(residual, start, between, 0.25);
  const name = 'stage1_block1_2_conv/kernel';
  const [from, to, now] = [start, end, copyOfWeights(residual)].map((weights) => valuesOf(weights, name));
  expect(now).toHaveLength(9 * 16 * 16);
  now?.forEach((value, index) =>
    expect(value).toBeCloseTo(0.75 * (from?.[index] ?? 0) + 0.25 * (to?.[index] ?? 0), 5),
  );
  expect(() => placeWeights(plain, new Map(), between, 1)).toThrow(
    /plain8 has the weight stem_conv\/kernel, which the given weights lack/,
  );
  plain.dispose();
  residual.dispose();
  disposeWeights(start, end, between);
  expect(memory().numTensors - before).toBe(start.size); // the copy `now`, of which only the values are kept
});

test('a random direction has filters as long as the net’s own, is the same for twins, and leaves biases and batch norm alone', () => {
  const models: LayersModel[] = [
    cifarPlain({ ...netOptions, seed: 1 }),
    cifarResNet({ ...netOptions, seed: 1 }),
  ];
  const copies = models.map((model) => copyOfWeights(model));
  const [weights, twin] = copies as [Weights, Weights];
  const directions = [
    filterNormalisedDirection(weights, 5),
    filterNormalisedDirection(twin, 5),
    filterNormalisedDirection(weights, 6),
  ];
  const [direction, ofTwin, other] = directions as [Weights, Weights, Weights];
  const name = 'stage2_block1_1_conv/kernel';
  const lengths = (of: Weights, filter: number): number =>
    Math.hypot(...valuesOf(of, name).filter((_, index) => index % 32 === filter));
  for (const filter of [0, 7, 31])
    expect(lengths(direction, filter)).toBeCloseTo(lengths(weights, filter), 4);
  expect(valuesOf(direction, name)).not.toEqual(valuesOf(weights, name));
  expect(valuesOf(ofTwin, name)).toEqual(valuesOf(direction, name));
  expect(valuesOf(other, name)).not.toEqual(valuesOf(direction, name));
  for (const still of ['head_dense/bias', 'stem_bn/gamma', 'stem_bn/beta'])
    expect(new Set(valuesOf(direction, still))).toEqual(new Set([0]));
  disposeWeights(...copies, ...directions);
  for (const model of models) model.dispose();
});

test('losses along a line are those of the net with these weights, which it does not keep', async () => {
  const model = cifarPlain({ ...netOptions, seed: 1 });
  const data = runData(tinyDataset(), { evaluationSamples: 12 });
  const batches = await probeBatches(data.trainSample, 6, 2);
  const start = copyOfWeights(model);
  const direction = filterNormalisedDirection(start, 1);
  const along = { model, start, direction, batches, signal: undefined };
  const before = memory().numTensors;
  const [atStart, atOne] = await lossesAlong({ ...along, places: [0, 1] });
  expect(memory().numTensors).toBe(before);
  expect(atOne).not.toBeCloseTo(atStart ?? 0, 3);
  const [again] = await lossesAlong({ ...along, places: [0] });
  expect(again).toBe(atStart);
  placeWeights(model, start, direction, 1);
  const moved = copyOfWeights(model);
  expect((await lossesAlong({ ...along, start: moved, places: [0] }))[0]).toBeCloseTo(atOne ?? Number.NaN, 5);
  disposeBatches(batches);
  disposeWeights(start, direction, moved);
  model.dispose();
});
