import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../../test/image-fixture.ts';
import { DataError } from '../data-error.ts';
import { matNumbers } from './mat-cursor.ts';
import { readMatFile } from './mat-file.ts';
import { svhn, svhnSplit } from './svhn.ts';

const GOLDEN = join(import.meta.dirname, '../../test/golden/tables');
const bytes = readFileSync(join(GOLDEN, 'svhn.mat'));

test('records are read as scipy wrote them', async () => {
  const arrays = await readMatFile({
    bytes: readFileSync(join(GOLDEN, 'meta.mat')),
    file: 'meta.mat',
    wanted: ['synsets'],
  });
  const records = arrays.get('synsets')?.records ?? [];
  const field = (name: string) =>
    records.map(
      (record) => matNumbers(record.get(name)?.content ?? { type: 2, bytes: new Uint8Array() }) ?? [],
    );
  expect(field('ILSVRC2012_ID')).toEqual([[1], [2], [3], [4]]);
  expect(field('WNID').map((codes) => String.fromCharCode(...codes))).toEqual([
    'n00000003',
    'n00000001',
    'n00000002',
    'n00000009',
  ]);
  expect(field('num_children')).toEqual([[0], [0], [0], [2]]);
  expect(field('children')[3]).toEqual([0, 1]);
});

test('a file cut short at any place is refused', async () => {
  for (let length = 0; length < bytes.length; length += 61) {
    await expect(svhnSplit(bytes.subarray(0, length), 'cut.mat')).rejects.toThrow(DataError);
  }
});

test('what is not as it should be is named', async () => {
  await expect(readMatFile({ bytes, file: 'f.mat', wanted: ['X', 'z'] })).rejects.toThrow(
    'f.mat has no variable z, where X and z were expected',
  );
  await expect(readMatFile({ bytes: Buffer.from('no'), file: 'f.mat', wanted: [] })).rejects.toThrow(
    'f.mat is no MAT file of version 5 in little-endian order',
  );
  const at = bytes.lastIndexOf(Buffer.from([1, 10, 9]));
  const wrong = Buffer.from(bytes);
  wrong[at] = 11;
  await expect(svhnSplit(wrong, 'f.mat')).rejects.toThrow(
    'f.mat: row 0 has label 11, where 1 to 10 is allowed',
  );
});

test("SVHN's files must be the published ones unless that is said", async () => {
  const root = await folderOf({ 'train_32x32.mat': bytes, 'test_32x32.mat': bytes });
  await expect(svhn({ root })).rejects.toThrow(
    /train_32x32.mat is not the published file: its md5 sum is [0-9a-f]{32}, where e26dedcc434d2e4c54c9b2d4a06d8373/,
  );
  const set = await svhn({ root, official: false });
  expect([set.train.length, ...set.test.labels]).toEqual([3, 1, 0, 9]);
});
