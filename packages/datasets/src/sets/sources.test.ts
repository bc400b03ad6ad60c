import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, pngBytes } from '../../test/image-fixture.ts';
import { tarBytes } from '../../test/tar-fixture.ts';
import { encodeExample } from '../records/encode-example.ts';
import { writeTfRecords } from '../records/tfrecord-writer.ts';
import { fromArrays } from './from-arrays.ts';
import { fromTensors } from './from-tensors.ts';
import { imagesOf } from './images-of.ts';
import { openSource, SOURCE_KINDS } from './open-source.ts';
import { splitSource } from './split-source.ts';
import { synthetic } from './synthetic.ts';
import { toTfData } from './tf-data.ts';

const png = (shade: number): Buffer => pngBytes(1, 1, [shade, shade, shade]);

test('arrays become a data set, with checks', () => {
  const train = { images: [0, 255, 7, 8], labels: [0, 2] };
  const test2 = { images: Uint8Array.of(1, 2), labels: Uint8Array.of(1) };
  const set = fromArrays({ imageShape: [1, 2, 1], train, test: test2 });
  expect(set).toMatchObject({
    name: 'arrays',
    classNames: ['0', '1', '2'],
    train: { length: 2, images: Uint8Array.of(0, 255, 7, 8) },
  });
  expect(set.test.images).toBe(test2.images);
  const wrong = (changed: object) => () =>
    fromArrays({ imageShape: [1, 2, 1], train, test: test2, ...changed });
  expect(wrong({ train: { images: [0, 256, 7, 8], labels: [0, 2] } })).toThrow(
    'train.images[1] is 256; expected a whole number from 0 to 255.',
  );
  expect(wrong({ train: { images: [0, 0.5, 7, 8], labels: [0, 2] } })).toThrow('train.images[1] is 0.5');
  expect(wrong({ train: { images: [0, 1, 2], labels: [0, 2] } })).toThrow(
    'train has 2 labels and 3 pixels; expected at least 1 label, and 2 pixels (1 x 2 x 1) for each.',
  );
  expect(wrong({ classNames: ['a', 'b'] })).toThrow(
    'train.labels[1] is 2; expected a whole number from 0 to 1.',
  );
  expect(wrong({ imageShape: [0, 2, 1] })).toThrow(
    'height in imageShape must be a positive whole number; got 0.',
  );
  expect(wrong({ classNames: [] })).toThrow('has 1 to 256 classes; got 0 class names.');
});

test("tensors become a data set and stay the caller's", async () => {
  const before = memory().numTensors;
  const train = { images: tensor4d([1, 2, 3, 4], [2, 1, 2, 1]), labels: tensor1d([0, 1], 'int32') };
  const held = { images: tensor4d([5, 6], [1, 1, 2, 1], 'int32'), labels: tensor1d([1], 'int32') };
  const set = await fromTensors({ train, test: held });
  expect([...set.train.images, ...set.test.images]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(set.train.imageShape).toEqual([1, 2, 1]);
  expect(memory().numTensors).toBe(before + 4);
  const other = tensor4d([5, 6], [1, 2, 1, 1]);
  await expect(fromTensors({ train, test: { ...held, images: other } })).rejects.toThrow(
    'test.images has images of 2 x 1 x 1, and train.images of 1 x 2 x 1; expected the same.',
  );
  for (const tensor of [train.images, train.labels, held.images, held.labels, other]) tensor.dispose();
});

test('made-up images depend on seed and index alone', async () => {
  const source = synthetic({ length: 1000, imageShape: [4, 4, 3], classes: 4, seed: 5 });
  const again = synthetic({ length: 1000, imageShape: [4, 4, 3], classes: 4, seed: 5 });
  expect(await source.read(998)).toEqual(await again.read(998));
  expect(await source.read(997)).not.toEqual(await source.read(993));
  expect(source.label(998)).toBe(2);
  expect(source.fingerprint).toBe(again.fingerprint);
  expect(synthetic({ length: 1000, imageShape: [4, 4, 3], classes: 4 }).fingerprint).not.toBe(
    source.fingerprint,
  );
  const brightness = async (index: number) =>
    (await source.read(index)).pixels.reduce((sum, pixel) => sum + pixel, 0) / 48;
  expect(await brightness(3)).toBeGreaterThan((await brightness(0)) + 50);
  expect(() => synthetic({ length: 0, imageShape: [4, 4, 3] })).toThrow(
    'length must be a positive whole number; got 0.',
  );
  expect(() => source.read(1000)).toThrow('Index 1000 names no image');
});

test('a source is gone through in order, and as tf.data', async () => {
  const source = synthetic({ length: 5, imageShape: [2, 2, 1], classes: 2 });
  const labels: number[] = [];
  for await (const { label, pixels, index } of imagesOf(source)) {
    labels.push(label);
    expect(pixels).toEqual((await source.read(index)).pixels);
  }
  expect(labels).toEqual([0, 1, 0, 1, 0]);
  const before = memory().numTensors;
  const batches = await (await toTfData(source)).batch(2).toArray();
  expect(batches).toHaveLength(3);
  const shapes = batches.map((batch) => {
    const { xs, ys } = batch as unknown as {
      xs: { shape: number[]; dispose: () => void };
      ys: { shape: number[]; dispose: () => void };
    };
    const found = [xs.shape, ys.shape];
    xs.dispose();
    ys.dispose();
    return found;
  });
  expect(shapes).toEqual([
    [[2, 2, 2, 1], [2]],
    [[2, 2, 2, 1], [2]],
    [[1, 2, 2, 1], [1]],
  ]);
  expect(memory().numTensors).toBe(before);
});

test('a split in memory is a source whose images are copies', async () => {
  const dataset = fromArrays({
    imageShape: [1, 1, 1],
    train: { images: Uint8Array.of(1, 2), labels: [0, 1] },
    test: { images: [3], labels: [0] },
  });
  const source = splitSource(dataset, 'train');
  const image = await source.read(1);
  image.pixels[0] = 99;
  expect((await source.read(1)).pixels[0]).toBe(2);
  expect(source.nameOf(1)).toBe('arrays train 1');
  expect(splitSource(dataset, 'test').fingerprint).not.toBe(source.fingerprint);
});

test('each kind of source is opened by its text', async () => {
  const images = Object.fromEntries(
    ['a', 'b'].flatMap((name) =>
      Array.from({ length: 10 }, (_, row) => [`folder/${name}/${row}.png`, png(row)]),
    ),
  );
  const list = ['path,label', ...Object.keys(images).map((path) => `${path},${path.split('/')[1]}`)].join(
    '\n',
  );
  const shard = tarBytes(
    Array.from({ length: 20 }, (_, row) => [
      { name: `${row}.png`, content: png(row) },
      { name: `${row}.cls`, content: String(row % 2) },
    ]).flat(),
  );
  const root = await folderOf({ ...images, 'list.csv': list, 'shards/0.tar': shard, 'shards/other.txt': '' });
  const records = Array.from({ length: 10 }, (_, row) =>
    encodeExample(
      new Map([
        ['image', { type: 'bytes', values: [png(row)] }],
        ['label', { type: 'int64', values: BigInt64Array.of(BigInt(row % 2)) }],
      ]),
    ),
  );
  for (const name of ['train-0', 'train-1', 'test-0'])
    await writeTfRecords({ file: join(root, `${name}.tfrecord`), records });
  const specs = [
    `folder:${root}/folder`,
    `csv:${root}/list.csv`,
    `webdataset:${root}/shards`,
    `tfrecord:${root}/train-*.tfrecord`,
  ];
  for (const spec of specs) {
    const { train, test: held, classNames } = await openSource({ spec });
    expect([train.length, held.length, classNames.length]).toEqual([18, 2, 2]);
    expect([held.label(0), held.label(1)].sort()).toEqual([0, 1]);
    expect((await held.read(1)).width).toBe(1);
  }
  const divided = await openSource({ spec: `tfrecord:${root}/train-*.tfrecord`, test: `${root}/test-*` });
  expect([divided.train.length, divided.test.length]).toEqual([20, 10]);
  const made = await openSource({ spec: 'synthetic:8x6x3x7,100' });
  expect([made.train.length, made.test.length, made.classNames.length, made.train.imageShape]).toEqual([
    100,
    20,
    7,
    [8, 6, 3],
  ]);
  const golden = join(import.meta.dirname, '../../test/golden');
  expect((await openSource({ spec: `parquet:${golden}/tables/snappy.parquet` })).train.length).toBe(6);
  expect(
    (await openSource({ spec: `cifar10-format:${golden}/cifar/cifar-10-batches-bin.tar.gz` })).train.length,
  ).toBe(10);
});

test('a text that is no source says what could be', async () => {
  await expect(openSource({ spec: 'cifar11' })).rejects.toThrow(
    `Unknown data set "cifar11": did you mean cifar10? Give one of ${SOURCE_KINDS.join(', ')}, with its path after a colon.`,
  );
  await expect(openSource({ spec: '__proto__:x' })).rejects.toThrow('Unknown data set "__proto__:x"');
  await expect(openSource({ spec: 'folder' })).rejects.toThrow(
    'The data set folder needs a path; give folder:/path.',
  );
  await expect(openSource({ spec: 'synthetic:32' })).rejects.toThrow(
    'synthetic:32 is no shape; give height, width and channels, as synthetic:32x32x3',
  );
  await expect(openSource({ spec: 'tfrecord:/nowhere-at-all/*.tfrecord' })).rejects.toThrow(
    '/nowhere-at-all cannot be read',
  );
  const root = await folderOf({ 'a.txt': '' });
  await expect(openSource({ spec: `parquet:${root}` })).rejects.toThrow(
    `${root} names no file, where files with the ending .parquet were expected`,
  );
  await expect(openSource({ spec: `tfrecord:${root}/*.tfrecord` })).rejects.toThrow(
    'names no file, where files that fit the pattern were expected',
  );
});
