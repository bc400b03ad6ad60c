import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { idxBytes } from '../../test/idx-fixture.ts';
import { folderOf } from '../../test/image-fixture.ts';
import { kmnist } from './kmnist.ts';

const files = {
  'train-images-idx3-ubyte': idxBytes([2, 1, 2], [1, 2, 3, 4]),
  'train-labels-idx1-ubyte': idxBytes([2], [3, 9]),
  't10k-images-idx3-ubyte': idxBytes([1, 1, 2], [5, 6]),
  't10k-labels-idx1-ubyte': idxBytes([1], [0]),
};
const packed = Object.fromEntries(
  Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
);

test('unpacked files have a fingerprint, packed ones must be the published ones', async () => {
  const raw = await kmnist({ root: await folderOf(files) });
  expect([...raw.train.labels, ...raw.test.images]).toEqual([3, 9, 5, 6]);
  expect(raw.classNames[9]).toBe('wo');
  const root = await folderOf(packed);
  await expect(kmnist({ root })).rejects.toThrow(
    /train-images-idx3-ubyte.gz is not the published file: its md5 sum is [0-9a-f]{32}, where bdb82020997e1d708af4cf47b453dcf7 was expected/,
  );
  expect((await kmnist({ root, official: false })).fingerprint).toBe(raw.fingerprint);
});

test('a missing or damaged file is named', async () => {
  const { 't10k-labels-idx1-ubyte': _, ...others } = files;
  await expect(kmnist({ root: await folderOf(others) })).rejects.toThrow(
    't10k-labels-idx1-ubyte.gz does not exist, where a file of the data set kmnist',
  );
  await expect(
    kmnist({ root: await folderOf({ ...files, 'train-labels-idx1-ubyte': idxBytes([2], [3, 10]) }) }),
  ).rejects.toThrow('row 1 has label 10, where 0 to 9 is allowed');
});
