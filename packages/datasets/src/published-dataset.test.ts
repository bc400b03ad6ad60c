import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { fixture, folderWith, idxBytes } from '../test/idx-fixture.ts';
import type { Fixture } from '../test/idx-fixture.ts';
import type { ImageDataset } from './image-dataset.ts';
import { readPublishedDataset } from './published-dataset.ts';
import { unpackExactly } from './published-file.ts';

const classNames = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

async function load(
  { files }: Fixture,
  present: Iterable<readonly [string, Uint8Array]>,
): Promise<ImageDataset> {
  const folder = await folderWith(present);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const remedies = { remedyMissing: 'fetch it', remedyDamaged: 'delete it' };
  return await readPublishedDataset({ name: 'tiny', classNames, folder, files, ...remedies });
}

test('unpacked and packed files give the same data set', async () => {
  const tiny = fixture();
  const raw = await load(tiny, tiny.raw);
  const packed = await load(tiny, tiny.packed);
  expect(raw.train.length).toBe(4);
  expect(raw.imageShape).toEqual([2, 3, 1]);
  expect([...packed.test.labels]).toEqual([7, 2]);
  expect([...packed.train.images]).toEqual([...raw.train.images]);
  expect(packed.fingerprint).toBe(raw.fingerprint);
  expect(raw.fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

test('the fingerprint changes with the data', async () => {
  const tiny = fixture();
  const other = fixture({ 't10k-labels-idx1-ubyte': idxBytes([2], [7, 3]) });
  expect((await load(tiny, tiny.raw)).fingerprint).not.toBe((await load(other, other.raw)).fingerprint);
});

test('a missing file is named with the remedy', async () => {
  const tiny = fixture();
  const present = [...tiny.raw].filter(([name]) => name !== 't10k-labels-idx1-ubyte');
  await expect(load(tiny, present)).rejects.toThrow(
    /has neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz of the data set tiny; fetch it\.$/,
  );
});

test.each([
  ['cut short', -1],
  ['too long', 1],
])('a file that is %s is refused by its size', async (fault, by) => {
  const tiny = fixture();
  const whole = tiny.raw.get('train-labels-idx1-ubyte') ?? new Uint8Array();
  const damaged = by < 0 ? whole.subarray(0, by) : new Uint8Array([...whole, 0]);
  await expect(load(tiny, new Map(tiny.raw).set('train-labels-idx1-ubyte', damaged))).rejects.toThrow(
    `is ${fault}: it has ${12 + by} bytes, where the published file has 12; delete it.`,
  );
});

test('each single flipped bit is noticed', async () => {
  const tiny = fixture();
  const whole = tiny.packed.get('t10k-labels-idx1-ubyte.gz') ?? new Uint8Array();
  for (const place of [0, 5, whole.length - 1]) {
    const damaged = Uint8Array.from(whole);
    damaged[place] = (damaged[place] ?? 0) ^ 1;
    await expect(load(tiny, new Map(tiny.packed).set('t10k-labels-idx1-ubyte.gz', damaged))).rejects.toThrow(
      /is not the published file: its md5 sum is \w{32}, where \w{32} was expected; delete it/,
    );
  }
});

test('a published file with a label out of range is refused', async () => {
  const wrong = fixture({ 'train-labels-idx1-ubyte': idxBytes([4], [1, 2, 255, 3]) });
  await expect(load(wrong, wrong.raw)).rejects.toThrow(
    /train-labels-idx1-ubyte: row 2 has label 255, where 0 to 9 is allowed/,
  );
});

test('a folder in the place of a file is named', async () => {
  const tiny = fixture();
  const folder = await folderWith([]);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'train-images-idx3-ubyte'));
  const remedies = { remedyMissing: 'fetch it', remedyDamaged: 'delete it' };
  await expect(
    readPublishedDataset({ name: 'tiny', classNames, folder, files: tiny.files, ...remedies }),
  ).rejects.toThrow(`${join(folder, 'train-images-idx3-ubyte')} is not a file; delete it.`);
});

test('a root that is a file is named', async () => {
  const tiny = fixture();
  const folder = join(await folderWith([['file', new Uint8Array()]]), 'file');
  const remedies = { remedyMissing: 'fetch it', remedyDamaged: 'delete it' };
  await expect(
    readPublishedDataset({ name: 'tiny', classNames, folder, files: tiny.files, ...remedies }),
  ).rejects.toThrow(/cannot be read \(ENOTDIR.*\); check the path and its permissions\.$/);
});

test('a gzip bomb is stopped at the size expected', async () => {
  const packed = gzipSync(new Uint8Array(1_000_000));
  await expect(unpackExactly({ file: 'bomb.gz', packed, bytes: 100 })).rejects.toThrow(
    'bomb.gz unpacks to more than the 100 bytes expected; get the file again from its publisher.',
  );
});

test('a broken gzip file is refused', async () => {
  const packed = gzipSync('something').subarray(0, 15);
  await expect(unpackExactly({ file: 'broken.gz', packed, bytes: 100 })).rejects.toThrow(
    'broken.gz is no intact gzip file (unexpected end of file)',
  );
});
