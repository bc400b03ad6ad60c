import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cifar10, cifar100 } from '../cifar/cifar.ts';
import type { ImageSplit } from '../image-dataset.ts';
import { encodeExample } from '../records/encode-example.ts';
import { decodeExample } from '../records/example.ts';
import { readTfRecords } from '../records/tfrecord-reader.ts';
import { FileRanges } from '../file-ranges.ts';
import { groupSamples } from '../shards/group-samples.ts';
import { tarIndex } from '../shards/tar-index.ts';
import { indexedFile, webDataset } from '../shards/webdataset.ts';
import { openParquet } from '../tables/parquet-file.ts';
import { readColumn } from '../tables/parquet-column.ts';
import { parquetImages } from '../tables/parquet-images.ts';
import { svhnSplit } from '../tables/svhn.ts';

// Made by tools/golden/dataset_files.py with torchvision, TensorFlow, pyarrow, webdataset and scipy.
const GOLDEN = join(import.meta.dirname, '../../test/golden');
const golden = (name: string) => JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf8'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const expectSplit = (split: ImageSplit, truth: { shape: number[]; sha256: string; labels: number[] }) => {
  expect([split.length, ...split.imageShape]).toEqual(truth.shape);
  expect([...split.labels]).toEqual(truth.labels);
  expect(sha256(split.images)).toBe(truth.sha256);
};

test.each(['bin', 'py'])('CIFAR-10 in the form %s is what torchvision reads', async (form) => {
  const truth = golden('cifar');
  const set = await cifar10({ root: join(GOLDEN, `cifar/cifar-10-batches-${form}.tar.gz`), official: false });
  expectSplit(set.train, truth['CIFAR10-train']);
  expectSplit(set.test, truth['CIFAR10-test']);
});

test.each(['binary', 'python'])('CIFAR-100 in the form %s is what torchvision reads', async (form) => {
  const truth = golden('cifar');
  const root = join(GOLDEN, `cifar/cifar-100-${form}.tar.gz`);
  const fine = await cifar100({ root, official: false });
  expectSplit(fine.train, truth['CIFAR100-train']);
  expectSplit(fine.test, truth['CIFAR100-test']);
  const coarse = await cifar100({ root, official: false, labels: 'coarse' });
  expect([...coarse.train.labels]).toEqual([1, 4]);
  expect(coarse.classNames).toHaveLength(20);
  expect(coarse.fingerprint).not.toBe(fine.fingerprint);
});

test('both forms of a data set have the same fingerprint', async () => {
  const sets = ['bin', 'py'].map(
    async (form) =>
      await cifar10({ root: join(GOLDEN, `cifar/cifar-10-batches-${form}.tar.gz`), official: false }),
  );
  const [binary, python] = await Promise.all(sets);
  expect(binary?.fingerprint).toBe(python?.fingerprint);
});

test.each(['', '.gz'])("TensorFlow's TFRecord%s is read record for record", async (ending) => {
  const records: string[] = [];
  for await (const { data } of readTfRecords({ file: join(GOLDEN, `records/examples.tfrecord${ending}`) })) {
    records.push(hex(data));
  }
  const truth: string[] = golden('tfrecord').records;
  expect(records).toEqual(ending === '' ? truth : truth.slice(0, 5));
});

test("TensorFlow's Examples are decoded, and encoded to the same bytes", () => {
  const { records, examples } = golden('tfrecord');
  for (const [row, truth] of examples.entries()) {
    const bytes = Buffer.from(records[row], 'hex');
    const example = decodeExample({ bytes, file: 'golden' });
    const plain = [...example].map(([name, { type, values }]) => [
      name,
      type === 'bytes' ? values.map(hex) : type === 'float' ? [...values] : [...values].map(String),
    ]);
    expect(Object.fromEntries(plain)).toEqual(truth);
    expect(hex(encodeExample(example))).toBe(records[row]);
  }
});

test.each(['none', 'snappy', 'gzip', 'zstd'])(
  "pyarrow's parquet packed by %s has its images and labels",
  async (name) => {
    const truth = golden('tables').parquet;
    const file = join(GOLDEN, `tables/${name}.parquet`);
    const source = await parquetImages({ files: [file] });
    expect(source.classNames).toEqual(['ant', 'bee', 'cat']);
    expect(Array.from({ length: source.length }, (_, row) => source.label(row))).toEqual(truth.labels);
    const opened = await openParquet(await indexedFile(file), new FileRanges());
    expect(opened.groups).toEqual([3, 3, 1]);
    const column = await readColumn(opened, 'image', 2, 7);
    expect(column.map((value) => hex((value as { bytes: Uint8Array }).bytes))).toEqual(truth.images.slice(2));
  },
);

test('the samples of a shard are those that the webdataset library finds', async () => {
  const truth = golden('tables').webdataset;
  const file = join(GOLDEN, 'tables/shard-000000.tar');
  const ranges = new FileRanges();
  const indexed = await indexedFile(file);
  const keys: string[] = [];
  const images: string[] = [];
  for await (const { key, members } of groupSamples(tarIndex({ indexed, ranges }), file)) {
    keys.push(key);
    const image = members.find(({ extension }) => extension === 'jpg');
    images.push(hex(await ranges.read(indexed, image?.offset ?? 0, image?.size ?? 0)));
  }
  expect({ keys, images }).toEqual({ keys: truth.keys, images: truth.images });
  const source = await webDataset({ files: [file] });
  expect(Array.from({ length: source.length }, (_, row) => source.label(row))).toEqual(truth.labels);
  expect(source.nameOf(1)).toBe(`${file}:part/sample1.jpg`);
});

test.each(['svhn', 'svhn-packed'])('%s.mat is what scipy reads', async (name) => {
  const file = join(GOLDEN, `tables/${name}.mat`);
  const split = await svhnSplit(readFileSync(file), file);
  const truth = golden('tables').svhn;
  expect(sha256(split.images)).toBe(truth.sha256);
  expect([...split.labels]).toEqual(truth.labels);
});
