import { expect, test } from 'vitest';
import { tinyDataset } from '../test/tiny-dataset.ts';
import { downscaled } from './downscaled.ts';

test('each square of pixels becomes its mean, in both splits', () => {
  const dataset = tinyDataset();
  const half = downscaled(dataset, 2);
  expect(half.imageShape).toEqual([2, 2, 1]);
  expect(half.train.imageShape).toEqual([2, 2, 1]);
  expect([half.train.images.length, half.test.images.length]).toEqual([24 * 4, 8 * 4]);
  const { images } = dataset.train;
  const at = (sample: number, row: number, column: number): number =>
    images[sample * 16 + row * 4 + column] ?? 0;
  const mean = (at(5, 2, 0) + at(5, 2, 1) + at(5, 3, 0) + at(5, 3, 1)) / 4;
  expect(half.train.images[5 * 4 + 2]).toBe(Math.round(mean));
  expect(half.fingerprint).not.toBe(dataset.fingerprint);
  expect(half.train.labels).toBe(dataset.train.labels);
});

test('what is left over at the edges is cut off; channels stay apart', () => {
  const split = {
    length: 1,
    imageShape: [3, 3, 2] as const,
    labels: new Uint8Array(1),
    images: Uint8Array.from({ length: 18 }, (_, i) => (i % 2) * 100 + i),
  };
  const dataset = { ...tinyDataset(), imageShape: [3, 3, 2] as const, train: split, test: split };
  expect([...downscaled(dataset, 2).train.images]).toEqual([4, 105]);
});

test('a factor of 1 changes nothing, and one too large is refused', () => {
  const dataset = tinyDataset();
  expect(downscaled(dataset, 1)).toBe(dataset);
  expect(() => downscaled(dataset, 5)).toThrow(
    'downscale must be at most 4 for images of 4x4 pixels; got 5.',
  );
});
