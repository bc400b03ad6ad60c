import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import '../register.ts';
import { FOUR_PIXELS, samplePng } from '../../test/sample-images.ts';
import { decodePng } from './decode-image.ts';
import { encodeJpeg, encodePng } from './encode-image.ts';
import { getImageType } from './image-type.ts';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

const fourPixels = (dtype: 'int32' | 'float32' = 'int32'): tf.Tensor3D =>
  tf.tensor3d([...FOUR_PIXELS], [2, 2, 3], dtype);

test.each(['int32', 'float32'] as const)(
  'a PNG of %s keeps every pixel, and nothing leaks',
  async (dtype) => {
    const image = fourPixels(dtype);
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    const file = await encodePng(image);
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
    expect(getImageType(file)).toBe('png');
    const decoded = decodePng(file);
    expect([...decoded.dataSync()]).toEqual(FOUR_PIXELS);
    tf.dispose([image, decoded]);
  },
);

test('numbers beyond a byte wrap, as in a Uint8Array', async () => {
  for (const dtype of ['int32', 'float32'] as const) {
    const image = tf.tensor3d([256, -1, 300], [1, 1, 3], dtype);
    const decoded = decodePng(await encodePng(image));
    expect([...decoded.dataSync()]).toEqual([0, 255, 44]);
    tf.dispose([image, decoded]);
  }
});

test('a decoded image goes back without being widened', async () => {
  const image = decodePng(samplePng());
  const again = decodePng(await encodePng(image, 9));
  expect([...again.dataSync()]).toEqual(FOUR_PIXELS);
  tf.dispose([image, again]);
});

test('every option of a JPEG is heard', async () => {
  const image = tf.tidy(() =>
    tf.cast(tf.reshape(tf.mul(tf.add(tf.sin(tf.range(0, 3072)), 1), 127), [32, 32, 3]), 'int32'),
  ) as tf.Tensor3D;
  const plain = await encodeJpeg(image);
  const [low, progressive, optimal, sharp] = [
    await encodeJpeg(image, 'rgb', 10),
    await encodeJpeg(image, 'rgb', 95, true),
    await encodeJpeg(image, 'rgb', 95, false, true),
    await encodeJpeg(image, 'rgb', 95, false, false, false),
  ];
  expect(low.length).toBeLessThan(plain.length);
  expect(optimal.length).toBeLessThan(plain.length);
  expect(sharp.length).toBeGreaterThan(plain.length);
  expect(Buffer.from(progressive).includes(Buffer.of(0xff, 0xc2))).toBe(true);
  const described = await encodeJpeg(image, 'rgb', 95, false, false, true, 'cm', 10, 20, 'ünique text');
  expect([...described.slice(13, 18)]).toEqual([2, 0, 10, 0, 20]); // JFIF: unit and densities
  expect(Buffer.from(described).includes('ünique text')).toBe(true);
  expect(Buffer.from(plain).includes('ünique text')).toBe(false);
  image.dispose();
});

test('grey and coloured images have their formats', async () => {
  const grey = tf.ones<tf.Rank.R3>([2, 2, 1], 'int32');
  const coloured = fourPixels();
  expect(getImageType(await encodeJpeg(grey, 'grayscale'))).toBe('jpeg');
  expect(getImageType(await encodeJpeg(coloured))).toBe('jpeg');
  await expect(encodeJpeg(grey, 'rgb')).rejects.toThrow(
    'image must be [height, width, channels] with sides of 1 to 65500 pixels and 3 channels, got [2, 2, 1].',
  );
  await expect(encodeJpeg(coloured, 'grayscale')).rejects.toThrow('and 1 channels, got [2, 2, 3].');
  tf.dispose([grey, coloured]);
});

test('wrong arguments are named', async () => {
  const image = fourPixels();
  const flat = tf.zeros([2, 2]) as tf.Tensor as tf.Tensor3D;
  const texts = tf.tensor3d(['a'], [1, 1, 1]);
  const empty = tf.zeros<tf.Rank.R3>([0, 2, 3]);
  await expect(encodePng(flat)).rejects.toThrow('and 1 or 2 or 3 or 4 channels, got [2, 2].');
  await expect(encodePng(empty)).rejects.toThrow('got [0, 2, 3].');
  await expect(encodePng(texts)).rejects.toThrow('image must be a tensor of numbers, got string.');
  for (const [given, called] of [
    [undefined, 'undefined'],
    [null, 'null'],
    [[[1]], 'object'],
  ] as const)
    await expect(encodePng(given as never)).rejects.toThrow(`image must be a tensor, got ${called}.`);
  await expect(encodePng(image, 10)).rejects.toThrow(
    'compression must be a whole number from -1 to 9, got 10.',
  );
  await expect(encodeJpeg(image, 'rgb', 101)).rejects.toThrow('quality must be a whole number from 0 to 100');
  await expect(encodeJpeg(image, 'bgr' as never)).rejects.toThrow(
    `format must be '', 'grayscale' or 'rgb', got bgr.`,
  );
  await expect(encodeJpeg(image, 'toString' as never)).rejects.toThrow('got toString.');
  const noText = encodeJpeg(image, '', 95, false, false, true, 'in', 300, 300, null as never);
  await expect(noText).rejects.toThrow('xmpMetadata must be a text, got object.');
  await expect(encodeJpeg(image, '', 95, false, false, true, 'mm' as never)).rejects.toThrow(
    `densityUnit must be`,
  );
  await expect(encodeJpeg(image, '', 95, false, false, true, 'in', 0)).rejects.toThrow('xDensity must be');
  const long = encodeJpeg(image, '', 95, false, false, true, 'in', 300, 300, 'x'.repeat(65_504));
  await expect(long).rejects.toThrow('xmpMetadata must be at most 65503 bytes, got 65504.');
  const fits = encodeJpeg(image, '', 95, false, false, true, 'in', 300, 300, 'x'.repeat(65_503));
  expect((await fits).length).toBeGreaterThan(65_503);
  tf.dispose([image, flat, texts, empty]);
});
