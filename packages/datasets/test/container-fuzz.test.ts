import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DataError } from '../src/data-error.ts';
import { FileRanges } from '../src/file-ranges.ts';
import { zipIndex } from '../src/folders/zip-index.ts';
import { readPackedTar } from '../src/shards/packed-tar.ts';
import { indexedFile } from '../src/shards/webdataset.ts';
import { csvImages } from '../src/tables/csv-images.ts';
import { readColumn } from '../src/tables/parquet-column.ts';
import { openParquet } from '../src/tables/parquet-file.ts';
import { parquetImages } from '../src/tables/parquet-images.ts';
import { fuzzed } from './mutations.ts';
import { zipBytes } from './zip-fixture.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
const read = (name: string): Uint8Array => readFileSync(join(GOLDEN, name));
const RUNS = 10_000;
const file = join(mkdtempSync(join(tmpdir(), 'skipjack-fuzz-')), 'file');

const parquet = async (): Promise<void> => {
  await parquetImages({ files: [file] });
  const opened = await openParquet(await indexedFile(file), new FileRanges());
  await readColumn(opened, 'image', 0, opened.rows);
};
const zip = async (): Promise<void> => {
  const { names, read: member } = await zipIndex({ file, wanted: () => true });
  for (const name of names) await member(name);
};
const tar = async (): Promise<unknown> =>
  await readPackedTar({ file, wanted: () => true, maxBytes: 2 ** 20 });

test.each<[string, Uint8Array, () => Promise<unknown>]>([
  ['parquet packed by snappy', read('tables/snappy.parquet'), parquet],
  [
    'zip',
    zipBytes([
      ['a/b.jpg', Buffer.from('some bytes, some bytes, some bytes')],
      ['c.png', Buffer.from('others')],
    ]),
    zip,
  ],
  ['tar', gunzipSync(read('cifar/cifar-10-batches-bin.tar.gz')).subarray(0, 4096), tar],
  ['tar packed by gzip', read('cifar/cifar-100-binary.tar.gz'), tar],
  [
    'CSV',
    Buffer.from('path,label\na.jpg,cat\n"b,c.png",dog\nd/e.png,"a ""b"""\n'),
    async () => await csvImages({ file }),
  ],
])('damaged files of the format %s are read or refused, and nothing else', async (format, bytes, parse) => {
  const count = format === 'tar packed by gzip' ? RUNS / 10 : RUNS;
  const result = await fuzzed({
    bytes,
    count,
    seed: 2,
    isRefusal: (error) => error instanceof DataError,
    parse: async (input) => {
      writeFileSync(file, input);
      await parse();
    },
  });
  expect(result.others.slice(0, 3)).toEqual([]);
  expect(result.accepted + result.refused).toBe(count);
  expect(result.refused).toBeGreaterThan(count / 20);
  expect(result.slowest).toBeLessThan(10_000);
});
