import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fuzzed } from '../../test/mutations.ts';
import { binarySamples } from '../cifar/cifar-samples.ts';
import { parsePickle } from '../cifar/pickle.ts';
import { pickledSamples } from '../cifar/pickled-samples.ts';
import { DataError } from '../data-error.ts';
import { FileRanges } from '../file-ranges.ts';
import type { IndexedFile } from '../file-ranges.ts';
import { decodeExample } from '../records/example.ts';
import { recordsOf } from '../records/tfrecord-reader.ts';
import { groupSamples } from '../shards/group-samples.ts';
import { tarIndex } from '../shards/tar-index.ts';
import { svhnSplit } from '../tables/svhn.ts';
import { readMatFile } from '../tables/mat-file.ts';

const GOLDEN = join(import.meta.dirname, '../../test/golden');
const read = (name: string): Uint8Array => readFileSync(join(GOLDEN, name));
const RUNS = 10_000;
const isRefusal = (error: unknown): boolean => error instanceof DataError;

const member = (name: string, index: number): Uint8Array => {
  const tar = gunzipSync(read(name));
  let offset = 0;
  for (let skipped = 0; skipped < index; skipped += 1) {
    const size = Number.parseInt(tar.toString('latin1', offset + 124, offset + 135), 8);
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  const size = Number.parseInt(tar.toString('latin1', offset + 124, offset + 135), 8);
  return tar.subarray(offset + 512, offset + 512 + size);
};

/** The description of a batch without most of its pixels, so that mutations meet instructions. */
const smallPickle = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, 1500);

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

const drain = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of items);
};

const batch = { file: 'f', labelClasses: [10], labelKeys: ['labels'], labelAt: 0 };
const tar = async (bytes: Uint8Array): Promise<void> => {
  const ranges = new MemoryRanges(bytes);
  await drain(groupSamples(tarIndex({ indexed: { file: 'f', size: bytes.length }, ranges }), 'f'));
};

test.each<[string, Uint8Array, (bytes: Uint8Array) => unknown]>([
  [
    'pickle of protocol 2',
    smallPickle(member('cifar/cifar-10-batches-py.tar.gz', 0)),
    (bytes) => parsePickle({ bytes, file: 'f' }),
  ],
  [
    'pickle of protocol 4',
    smallPickle(member('cifar/cifar-10-batches-py.tar.gz', 1)),
    (bytes) => parsePickle({ bytes, file: 'f' }),
  ],
  [
    'batch of images',
    member('cifar/cifar-10-batches-py.tar.gz', 1),
    (bytes) => pickledSamples({ ...batch, bytes }),
  ],
  [
    'binary records',
    member('cifar/cifar-10-batches-bin.tar.gz', 0),
    (bytes) => binarySamples({ ...batch, bytes }),
  ],
  ['TFRecord', read('records/examples.tfrecord'), (bytes) => [...recordsOf(bytes, 'f')]],
  [
    'Example',
    read('records/examples.tfrecord').subarray(12, 200),
    (bytes) => decodeExample({ bytes, file: 'f' }),
  ],
  ['tar', read('tables/shard-000000.tar').subarray(0, 4096), tar],
  [
    'MAT of records',
    read('tables/meta.mat'),
    async (bytes) => await readMatFile({ bytes, file: 'f', wanted: ['synsets'] }),
  ],
  ['MAT of images', read('tables/svhn-packed.mat'), async (bytes) => await svhnSplit(bytes, 'f')],
])('damaged files of the format %s are read or refused, and nothing else', async (_, bytes, parse) => {
  const result = await fuzzed({ bytes, count: RUNS, seed: 1, parse, isRefusal });
  expect(result.others.slice(0, 3)).toEqual([]);
  expect(result.accepted + result.refused).toBe(RUNS);
  expect(result.refused).toBeGreaterThan(RUNS / 20);
});
