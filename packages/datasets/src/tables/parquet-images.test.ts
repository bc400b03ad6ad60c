import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../../test/image-fixture.ts';
import { DataError } from '../data-error.ts';
import { parquetImages } from './parquet-images.ts';
import { RowGroupCache } from './row-group-cache.ts';

const GOLDEN = join(import.meta.dirname, '../../test/golden/tables');
const whole = join(GOLDEN, 'none.parquet');

test('rows count on over several files', async () => {
  const files = [whole, join(GOLDEN, 'zstd.parquet')];
  const source = await parquetImages({ files });
  expect([source.length, source.label(8), source.nameOf(8)]).toEqual([14, 1, `${files[1]}: row 1`]);
  // The golden files hold noise in place of images: it must be that which is refused.
  await expect(source.read(8)).rejects.toThrow(`${files[1]}: row 1`);
  expect(() => source.label(14)).toThrow('Index 14 names no image');
});

test('columns must be there, and classes fit', async () => {
  await expect(parquetImages({ files: [whole], imageColumn: 'img' })).rejects.toThrow(
    'has no column "img" among "image", "label"; name the columns with imageColumn and labelColumn.',
  );
  await expect(parquetImages({ files: [whole], classNames: ['a'] })).rejects.toThrow(
    'row 1 has label 1, where a whole number from 0 to 0 was expected',
  );
  await expect(parquetImages({ files: [whole], labelColumn: 'image' })).rejects.toThrow(
    'row 0 has no label that is a whole number from 0',
  );
  await expect(parquetImages({ files: [] })).rejects.toThrow('parquetImages needs at least 1 file; got 0.');
});

test('a file cut short at any byte is refused', async () => {
  const bytes = await readFile(whole);
  const root = await folderOf({});
  const file = join(root, 'cut.parquet');
  for (let length = 0; length < bytes.length; length += 97) {
    await writeFile(file, bytes.subarray(0, length));
    await expect(parquetImages({ files: [file] })).rejects.toThrow(DataError);
  }
  await writeFile(file, bytes.subarray(0, 100));
  await expect(parquetImages({ files: [file] })).rejects.toThrow('does not begin and end with PAR1');
});

test('of the row groups the last used ones are kept', async () => {
  const reads: string[] = [];
  const files = [{ groups: [2, 3] }, { groups: [1] }].map((file, number) => ({
    ...file,
    file: `f${number}`,
  }));
  const cache = new RowGroupCache(
    files as never,
    async ({ file }, start, end) => {
      reads.push(`${file} ${start}-${end}`);
      return await Promise.resolve(Array.from({ length: end - start }, (_, row) => `${file} ${start + row}`));
    },
    2,
  );
  const values: unknown[] = [];
  for (const index of [0, 1, 4, 5, 0]) values.push((await cache.value(index)).value);
  expect(values).toEqual(['f0 0', 'f0 1', 'f0 4', 'f1 0', 'f0 0']);
  expect(reads).toEqual(['f0 0-2', 'f0 2-5', 'f1 0-1', 'f0 0-2']);
});
