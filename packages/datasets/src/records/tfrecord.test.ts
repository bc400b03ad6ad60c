import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { folderOf, pngBytes } from '../../test/image-fixture.ts';
import { DataError } from '../data-error.ts';
import { frameRecord, maskedCrc32c } from './crc32c.ts';
import { encodeExample } from './encode-example.ts';
import { decodeExample } from './example.ts';
import type { Example, Feature } from './example.ts';
import { tfRecordImages } from './tfrecord-images.ts';
import { readTfRecords } from './tfrecord-reader.ts';
import { writeTfRecords } from './tfrecord-writer.ts';

const readAll = async (file: string): Promise<string[]> => {
  const records: string[] = [];
  for await (const { data } of readTfRecords({ file })) records.push(Buffer.from(data).toString('latin1'));
  return records;
};
const texts = ['one', '', 'three', 'x'.repeat(9_000_000), 'last'];

test.each([false, true])('what is written is read (gzip: %s)', async (gzip) => {
  const file = join(await folderOf({}), 'new/a.tfrecord');
  expect(await writeTfRecords({ file, records: texts.map((text) => Buffer.from(text)), gzip })).toBe(5);
  expect(await readAll(file)).toEqual(texts);
});

test('a file that is cut short at any byte is refused, but between records', async () => {
  const whole = Buffer.concat([frameRecord(Buffer.from('abc')), frameRecord(Buffer.from('de'))]);
  const root = await folderOf({});
  const file = join(root, 'cut');
  for (let length = 0; length < whole.length; length += 1) {
    await writeFile(file, whole.subarray(0, length));
    if (length === 0 || length === 19) expect(await readAll(file)).toHaveLength(length === 0 ? 0 : 1);
    else
      await expect(readAll(file)).rejects.toThrow(
        `${file} is cut short: record ${length < 19 ? 0 : 1} at byte ${length < 19 ? 0 : 19}`,
      );
  }
});

test('every flipped bit is found', async () => {
  const whole = frameRecord(Buffer.from('abc'));
  const file = join(await folderOf({}), 'flipped');
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const damaged = Buffer.from(whole);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await writeFile(file, damaged);
    await expect(readAll(file)).rejects.toThrow(DataError);
  }
});

test('a huge length with the right checksum costs nothing', async () => {
  const start = Buffer.alloc(12);
  start.writeBigUInt64LE(2n ** 63n, 0);
  start.writeUInt32LE(maskedCrc32c(start.subarray(0, 8)), 8);
  const file = join(await folderOf({ huge: start }), 'huge');
  await expect(readAll(file)).rejects.toThrow(
    'record 0 at byte 0 announces 9223372036854775808 bytes, where at most 1073741824 are allowed',
  );
  start.writeBigUInt64LE(1000n, 0);
  start.writeUInt32LE(maskedCrc32c(start.subarray(0, 8)), 8);
  await writeFile(file, start);
  await expect(readAll(file)).rejects.toThrow('is cut short: record 0 at byte 0 has 12 of its 1016 bytes');
  await writeFile(file, gzipSync(Buffer.from('no records at all')).subarray(0, 20));
  await expect(readAll(file)).rejects.toThrow('is not an intact gzip file');
});

const feature = (value: Uint8Array | number | number[]): Feature =>
  value instanceof Uint8Array
    ? { type: 'bytes', values: [value] }
    : Array.isArray(value)
      ? { type: 'float', values: Float32Array.from(value) }
      : { type: 'int64', values: BigInt64Array.of(BigInt(value)) };
const example = (entries: Record<string, Uint8Array | number | number[]>): Example =>
  new Map(Object.entries(entries).map(([name, value]) => [name, feature(value)]));

test('an Example comes back from its bytes', () => {
  const features = example({ image: Buffer.from('png'), label: -3, weights: [0.5, 2] });
  expect(decodeExample({ bytes: encodeExample(features), file: 'f' })).toEqual(features);
  expect(decodeExample({ bytes: new Uint8Array(), file: 'f' })).toEqual(new Map());
});

test('numbers that are not packed are read as packed ones', () => {
  const bytes = Buffer.from('0a160a140a016112 0f1a0d 0807 0888ffffffffffffffff01'.replaceAll(' ', ''), 'hex');
  expect(decodeExample({ bytes, file: 'f' }).get('a')).toEqual({
    type: 'int64',
    values: BigInt64Array.of(7n, -120n),
  });
});

test.each([
  ['0aff', 'byte 2 of the tf.train.Example is past its end'],
  ['0a05', 'announces 5 bytes where 0 are left'],
  ['0affffffffffffffffff01', 'announces 18446744073709551615 bytes where 0 are left'],
  ['0affffffffffffffffffff01', 'is in a number of more than 10 bytes'],
  ['0b', 'begins a field of wire type 3'],
  ['02', 'begins a field without a number'],
  ['0a060a040a02ffff', 'ends a text that is no UTF-8'],
  ['0a0b0a090a0161120412020a03', 'announces 3 bytes where 0 are left'],
  ['0a0d0a0b0a01611206120408030000', 'is past its end'],
])('%s is no Example', (hex, message) => {
  const bytes = Buffer.from(hex, 'hex');
  expect(() => decodeExample({ bytes, file: 'f' })).toThrow(DataError);
  expect(() => decodeExample({ bytes, file: 'f' })).toThrow(
    hex === '0a0d0a0b0a01611206120408030000' ? 'Example' : message,
  );
});

const png = (shade: number): Buffer => pngBytes(1, 1, [shade, shade, shade]);

test.each([false, true])('images are read from their records in any order (gzip: %s)', async (gzip) => {
  const root = await folderOf({});
  const files = ['a', 'b'].map((name) => join(root, `${name}.tfrecord`));
  for (const [place, file] of files.entries()) {
    const records = [0, 1, 2].map((row) =>
      encodeExample(example({ 'image/encoded': png(10 * place + row), 'image/class/label': row + 1 })),
    );
    await writeTfRecords({ file, records, gzip });
  }
  const source = await tfRecordImages({ files, firstLabel: 1 });
  expect(source.classNames).toEqual(['0', '1', '2']);
  expect(source.nameOf(4)).toBe(`${files[1]}: record 1`);
  for (const index of [5, 0, 3]) {
    expect([source.label(index), (await source.read(index)).pixels[0]]).toEqual([
      index % 3,
      10 * Math.floor(index / 3) + (index % 3),
    ]);
  }
});

test('images of plain bytes need their shape', async () => {
  const file = join(await folderOf({}), 'raw.tfrecord');
  const write = async (size: number) =>
    await writeTfRecords({
      file,
      records: [encodeExample(example({ image: Buffer.alloc(size, 7), label: 0 }))],
    });
  await write(12);
  const source = await tfRecordImages({ files: [file], imageShape: [2, 2, 3] });
  expect(await source.read(0)).toEqual({
    height: 2,
    width: 2,
    channels: 3,
    pixels: new Uint8Array(12).fill(7),
  });
  await write(11);
  await expect(tfRecordImages({ files: [file], imageShape: [2, 2, 3] })).rejects.toThrow(
    'has an image of 11 bytes, where 2 x 2 x 3 = 12 were expected',
  );
});

test.each<[Record<string, Uint8Array | number | number[]>, object, string]>([
  [
    { picture: png(1), label: 0 },
    {},
    'the feature "image/encoded" is missing, where one image as bytes was expected; the record has "label", "picture": name the features with imageKey and labelKey.',
  ],
  [
    { image: png(1), label: [1] },
    {},
    'the feature "label" has 1 values of type float, where one whole number was expected',
  ],
  [{ image: png(1), label: -1 }, {}, 'row 0 has label -1'],
  [
    { image: png(1), label: 2 },
    { classNames: ['a', 'b'] },
    'row 0 has label 2, where a whole number from 0 to 1 was expected',
  ],
  [{ image: png(1), label: 70_000 }, {}, 'row 0 has label 70000, where a whole number from 0 to 65535'],
])('%# is refused', async (features, options, message) => {
  const file = join(await folderOf({}), 'wrong.tfrecord');
  await writeTfRecords({ file, records: [encodeExample(example(features))] });
  await expect(tfRecordImages({ files: [file], ...options })).rejects.toThrow(message);
});

test('a file that changes after it was indexed is not read', async () => {
  const file = join(await folderOf({}), 'a.tfrecord');
  await writeTfRecords({ file, records: [encodeExample(example({ image: png(1), label: 0 }))] });
  const source = await tfRecordImages({ files: [file] });
  await writeFile(file, (await readFile(file)).subarray(0, 50));
  await expect(source.read(0)).rejects.toThrow(`${file} has 50 bytes, and had`);
  await expect(tfRecordImages({ files: [join(file, 'x')] })).rejects.toThrow(
    'does not exist, where a TFRecord file was expected',
  );
});
