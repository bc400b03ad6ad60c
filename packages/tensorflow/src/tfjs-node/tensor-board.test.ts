import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf } from '../../test/event-records.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import * as tf from './index.ts';

function net(): tf.Sequential {
  const made = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [10], name: 'only' })] });
  made.compile({ loss: 'meanSquaredError', optimizer: 'sgd', metrics: ['MAE'] });
  return made;
}

const data = (rows: number): [tf.Tensor, tf.Tensor] => [
  tf.randomUniform([rows, 10]),
  tf.randomUniform([rows, 1]),
];

/** Tag and step of each event. */
const seriesOf = (folder: string): [string | undefined, number | undefined][] =>
  eventsOf(folder).map(({ step, summary }) => [summary?.value[0]?.tag, step]);

test('epochs of training and validation', async () => {
  const folder = temporaryFolder();
  const [xs, ys] = data(64);
  const history = await net().fit(xs, ys, {
    epochs: 2,
    verbose: 0,
    validationData: data(8),
    callbacks: tf.node.tensorBoard(folder),
  });
  expect(readdirSync(folder).sort()).toEqual(['train', 'val']);
  const series = [
    ['epoch_loss', 1],
    ['epoch_MAE', 1],
    ['epoch_loss', 2],
    ['epoch_MAE', 2],
  ];
  expect(seriesOf(join(folder, 'train'))).toEqual(series);
  expect(seriesOf(join(folder, 'val'))).toEqual(series);
  const losses = eventsOf(join(folder, 'train')).map(({ summary }) => summary?.value[0]?.simpleValue);
  expect(losses[2]).toBeCloseTo(Number(history.history['loss']?.[1]), 5);
});

test('batches, and the distribution of the weights', async () => {
  const folder = temporaryFolder();
  const [xs, ys] = data(64);
  const callbacks = tf.node.tensorBoard(folder, { updateFreq: 'batch', histogramFreq: 2 });
  await net().fit(xs, ys, { epochs: 3, batchSize: 32, verbose: 0, callbacks });
  const series = seriesOf(join(folder, 'train'));
  const of = (tag: string): unknown[] => series.filter(([name]) => name === tag).map(([, step]) => step);
  expect(of('batch_loss')).toEqual([1, 2, 3, 4, 5, 6]);
  expect(of('batch_MAE')).toEqual([1, 2, 3, 4, 5, 6]);
  expect(of('epoch_loss')).toEqual([1, 2, 3]);
  const histograms = eventsOf(join(folder, 'train')).filter(({ summary }) => summary?.value[0]?.tensor);
  expect(
    histograms.map(({ step, summary }) => [summary?.value[0]?.tag.replace(/_\d+$/, ''), step ?? 0]),
  ).toEqual([
    ['only/kernel', 0],
    ['only/bias', 0],
    ['only/kernel', 2],
    ['only/bias', 2],
  ]);
  expect(series.every(([tag]) => !tag?.endsWith('size'))).toBe(true);
});

test('training goes on in the same file, and nothing leaks', async () => {
  const folder = temporaryFolder();
  const [xs, ys] = data(8);
  const made = net();
  const fit = () =>
    made.fit(xs, ys, { epochs: 1, verbose: 0, callbacks: tf.node.tensorBoard(folder, { histogramFreq: 1 }) });
  await fit();
  const before = tf.memory().numTensors;
  await fit();
  expect(tf.memory().numTensors).toBe(before);
  expect(seriesOf(join(folder, 'train')).filter(([tag]) => tag === 'epoch_loss')).toHaveLength(2);
});

test('wrong options are named', () => {
  expect(() => tf.node.tensorBoard('x', { updateFreq: 'never' as never })).toThrow(
    "Expected updateFreq to be 'batch' or 'epoch', but got never",
  );
  for (const histogramFreq of [-1, 0.5])
    expect(() => tf.node.tensorBoard('x', { histogramFreq })).toThrow(
      `Expected histogramFreq to be a positive integer, but got ${histogramFreq}`,
    );
});
