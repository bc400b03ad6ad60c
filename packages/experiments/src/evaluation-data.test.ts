import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { tinyDataset } from '../test/tiny-dataset.ts';
import { runData } from './evaluation-data.ts';

const ALL = Array.from({ length: 24 }, (_, index) => index);

test('normalises by the training images, also where all pixels are equal', () => {
  const dataset = tinyDataset();
  const pixels = runData(dataset, { evaluationSamples: 5 }).train.batch(ALL).images.dataSync<'float32'>();
  const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
  const variance = pixels.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / pixels.length;
  expect(mean).toBeCloseTo(0, 5);
  expect(variance).toBeCloseTo(1, 5);
  const flat = { ...dataset, train: { ...dataset.train, images: new Uint8Array(24 * 16).fill(7) } };
  expect(new Set(runData(flat, { evaluationSamples: 5 }).train.batch([0]).images.dataSync())).toEqual(
    new Set([0]),
  );
});

test('samples the same distinct images every time, all of them where there are too few', () => {
  const data = runData(tinyDataset(), { evaluationSamples: 6 });
  expect([data.trainSample.length, data.testSample.length]).toEqual([6, 6]);
  const chosenPlaces = ALL.slice(0, 6);
  const chosen = Array.from(data.trainSample.batch(chosenPlaces).images.dataSync());
  expect(
    Array.from(
      runData(tinyDataset(), { evaluationSamples: 6 }).trainSample.batch(chosenPlaces).images.dataSync(),
    ),
  ).toEqual(chosen);
  const larger = runData(tinyDataset(), { evaluationSamples: 1000 });
  expect([larger.trainSample.length, larger.testSample.length]).toEqual([24, 8]);
  expect(Array.from(larger.trainSample.batch(chosenPlaces).images.dataSync())).toEqual(chosen);
  const sorted = (values: Float32Array): number[] => Array.from(values).sort((one, other) => one - other);
  const everyTrainImage = data.train.batch(ALL).images.dataSync<'float32'>();
  expect(sorted(larger.trainSample.batch(ALL).images.dataSync<'float32'>())).toEqual(sorted(everyTrainImage));
});
