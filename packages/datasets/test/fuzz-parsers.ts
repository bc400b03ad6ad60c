import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { binarySamples } from '../src/cifar/cifar-samples.ts';
import { parsePickle } from '../src/cifar/pickle.ts';
import { pickledSamples } from '../src/cifar/pickled-samples.ts';
import { FileRanges } from '../src/file-ranges.ts';
import type { IndexedFile } from '../src/file-ranges.ts';
import { zipIndex } from '../src/folders/zip-index.ts';
import { parseIdx } from '../src/idx.ts';
import { decodeImage } from '../src/images/decode-image.ts';
import { imageHeader } from '../src/images/image-header.ts';
import { decodeExample } from '../src/records/example.ts';
import { readTfRecords, recordsOf } from '../src/records/tfrecord-reader.ts';
import { groupSamples } from '../src/shards/group-samples.ts';
import { readPackedTar } from '../src/shards/packed-tar.ts';
import { tarIndex } from '../src/shards/tar-index.ts';
import { csvImages } from '../src/tables/csv-images.ts';
import { readMatFile } from '../src/tables/mat-file.ts';
import { readColumn } from '../src/tables/parquet-column.ts';
import { openParquet } from '../src/tables/parquet-file.ts';
import { svhnSplit } from '../src/tables/svhn.ts';
import { HOSTILE_CASES } from './hostile/cases.mjs';

/** A parser that takes damaged files, and the files that are damaged for it. */
export interface FuzzParser {
  /** Sound and hostile files of the format. */
  readonly samples: readonly Uint8Array[];
  /** Reads a file to its end. */
  parse(bytes: Uint8Array): unknown;
}

const GOLDEN = join(import.meta.dirname, 'golden');
const golden = (name: string): Uint8Array => readFileSync(join(GOLDEN, name));
/** Mutations of large files would meet their contents alone. */
const MOST_BYTES = 8192;

/** The hostile files of some loaders. */
const hostile = (...loaders: readonly string[]): Uint8Array[] =>
  HOSTILE_CASES.filter(
    ([, loader, , { length }]) => loaders.includes(loader) && length > 0 && length <= MOST_BYTES,
  ).map(([, , , bytes]) => bytes);

/** A member of a packed archive, by its number. */
function member(name: string, index: number): Uint8Array {
  const tar = gunzipSync(golden(name));
  const sizeAt = (offset: number): number =>
    Number.parseInt(tar.toString('latin1', offset + 124, offset + 135), 8);
  let offset = 0;
  for (let skipped = 0; skipped < index; skipped += 1) offset += 512 + Math.ceil(sizeAt(offset) / 512) * 512;
  return tar.subarray(offset + 512, offset + 512 + sizeAt(offset));
}

/** A file in memory. */
class MemoryRanges extends FileRanges {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.#bytes = bytes;
  }

  override async read(_: IndexedFile, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return await Promise.resolve(Uint8Array.from(this.#bytes.subarray(offset, offset + length)));
  }
}

/** In memory where the system has such a folder. */
const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Of all threads of a process. */
const PREFIX = `skipjack-fuzz-${process.pid}-`;
let file: string | undefined;

/** A file on disk, where a parser wants one. */
function written(bytes: Uint8Array): string {
  file ??= join(mkdtempSync(join(TEMPORARY, PREFIX)), 'file');
  writeFileSync(file, bytes);
  return file;
}

/** Removes the files that the parsers of this process, in whatever thread, were given. */
export function removeFuzzFiles(): void {
  for (const name of readdirSync(TEMPORARY))
    if (name.startsWith(PREFIX)) rmSync(join(TEMPORARY, name), { recursive: true, force: true });
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

const batch = { file: 'f', labelClasses: [10], labelKeys: ['labels'], labelAt: 0 };
const pickles = [0, 1].map((index) => member('cifar/cifar-10-batches-py.tar.gz', index));
const tables = ['none', 'snappy', 'gzip', 'zstd'].map((codec) => golden(`tables/${codec}.parquet`));

/** The parsers by their names. */
export const FUZZ_PARSERS: ReadonlyMap<string, FuzzParser> = new Map<string, FuzzParser>([
  ['idx', { samples: hostile('idx-images', 'idx-labels'), parse: (bytes) => parseIdx({ bytes, file: 'f' }) }],
  [
    'cifar-binary',
    {
      samples: [member('cifar/cifar-10-batches-bin.tar.gz', 0), ...hostile('cifar10-binary')],
      parse: (bytes) => binarySamples({ ...batch, bytes }),
    },
  ],
  [
    'pickle',
    {
      // The beginning of a batch without most of its pixels, so that mutations meet instructions.
      samples: [...pickles.map((bytes) => bytes.subarray(0, 1500)), ...hostile('pickle')],
      parse: (bytes) => parsePickle({ bytes, file: 'f' }),
    },
  ],
  [
    'cifar-python',
    {
      samples: [...pickles, ...hostile('cifar10-python')],
      parse: (bytes) => pickledSamples({ ...batch, bytes }),
    },
  ],
  [
    'tfrecord',
    {
      samples: [golden('records/examples.tfrecord'), ...hostile('tfrecord')],
      parse: (bytes) => [...recordsOf(bytes, 'f')],
    },
  ],
  [
    'tfrecord-gzip',
    {
      samples: [golden('records/examples.tfrecord.gz'), ...hostile('tfrecord')],
      parse: async (bytes) => await drain(readTfRecords({ file: written(bytes) })),
    },
  ],
  [
    'example',
    {
      samples: [golden('records/examples.tfrecord').subarray(12, 200), ...hostile('example')],
      parse: (bytes) => decodeExample({ bytes, file: 'f' }),
    },
  ],
  [
    'webdataset',
    {
      samples: [golden('tables/shard-000000.tar').subarray(0, 4096), ...hostile('webdataset')],
      parse: async (bytes) => {
        const members = tarIndex({
          indexed: { file: 'f', size: bytes.length },
          ranges: new MemoryRanges(bytes),
        });
        await drain(groupSamples(members, 'f'));
      },
    },
  ],
  [
    'tar',
    {
      samples: [
        gunzipSync(golden('cifar/cifar-10-batches-bin.tar.gz')).subarray(0, 4096),
        golden('cifar/cifar-100-binary.tar.gz'),
        ...hostile('tar'),
      ],
      parse: async (bytes) =>
        await readPackedTar({ file: written(bytes), wanted: () => true, maxBytes: 2 ** 20 }),
    },
  ],
  [
    'zip',
    {
      samples: hostile('zip'),
      parse: async (bytes) => {
        const { names, read } = await zipIndex({ file: written(bytes), wanted: () => true });
        for (const name of names) await read(name);
      },
    },
  ],
  [
    'csv',
    {
      samples: [Buffer.from('path,label\na.jpg,cat\n"b,c.png",dog\nd/e.png,"a ""b"""\n'), ...hostile('csv')],
      parse: async (bytes) => await csvImages({ file: written(bytes) }),
    },
  ],
  [
    'mat-records',
    {
      samples: [golden('tables/meta.mat'), ...hostile('mat-records')],
      parse: async (bytes) => await readMatFile({ bytes, file: 'f', wanted: ['synsets'] }),
    },
  ],
  [
    'svhn',
    {
      samples: [golden('tables/svhn-packed.mat'), golden('tables/svhn.mat'), ...hostile('svhn')],
      parse: async (bytes) => await svhnSplit(bytes, 'f'),
    },
  ],
  [
    'parquet',
    {
      samples: [...tables, ...hostile('parquet')],
      parse: async (bytes) => {
        const opened = await openParquet({ file: 'f', size: bytes.length }, new MemoryRanges(bytes));
        for (const column of ['label', 'image']) await readColumn(opened, column, 0, opened.rows);
      },
    },
  ],
  ['image-header', { samples: hostile('image'), parse: (bytes) => imageHeader(bytes) }],
  [
    'image',
    {
      samples: hostile('image'),
      parse: async (bytes) => await decodeImage({ bytes, name: 'f', maxPixels: 1e6 }),
    },
  ],
]);
