import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import '../register.ts';
import { FOUR_PIXELS, sampleBmp, sampleGif, samplePng } from '../../test/sample-images.ts';
import { decodeBmp, decodeGif, decodeImage, decodeJpeg, decodePng } from './decode-image.ts';
import { encodeJpeg } from './encode-image.ts';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

/** A JPEG image of one colour, 16 by 8 pixels. */
async function sampleJpeg(): Promise<Uint8Array> {
  const image = tf.fill<tf.Rank.R3>([8, 16, 3], 100, 'int32');
  const file = await encodeJpeg(image);
  image.dispose();
  return file;
}

test('the first four pixels, whatever the format', () => {
  for (const [x, shape] of [
    [decodePng(samplePng()), [2, 2, 3]],
    [decodeBmp(sampleBmp()), [2, 2, 3]],
    [decodeImage(samplePng()), [2, 2, 3]],
    [decodeImage(sampleBmp()), [2, 2, 3]],
    [decodeImage(sampleGif(), 0, 'int32', false), [2, 2, 3]],
  ] as const) {
    expect([x.dtype, x.shape]).toEqual(['int32', shape]);
    expect([...x.dataSync()]).toEqual(FOUR_PIXELS);
    x.dispose();
  }
});

test('a GIF has one image a frame', () => {
  for (const x of [decodeGif(sampleGif()), decodeImage(sampleGif())]) {
    expect(x.shape).toEqual([2, 2, 2, 3]);
    expect([...x.dataSync()]).toEqual([...FOUR_PIXELS, ...FOUR_PIXELS]);
    x.dispose();
  }
});

test('channels are those asked for', () => {
  const [grey, opaque] = [decodePng(samplePng(), 1), decodeImage(samplePng(), 4)];
  expect(grey.shape).toEqual([2, 2, 1]);
  expect([...grey.dataSync()]).toEqual([76, 149, 29, 255]);
  expect(opaque.shape).toEqual([2, 2, 4]);
  expect([...opaque.dataSync()].filter((_, index) => index % 4 === 3)).toEqual([255, 255, 255, 255]);
  tf.dispose([grey, opaque]);
});

test('a JPEG, whole and made smaller, and pixels as they come into an op', async () => {
  const file = await sampleJpeg();
  const [whole, half, grey] = [decodeJpeg(file), decodeJpeg(file, 3, 2), decodeImage(file, 1)];
  expect([whole.shape, half.shape, grey.shape]).toEqual([
    [8, 16, 3],
    [4, 8, 3],
    [8, 16, 1],
  ]);
  const mean = tf.mean(tf.cast(whole, 'float32'));
  expect(mean.dataSync()[0]).toBeCloseTo(100, 0);
  tf.dispose([whole, half, grey, mean]);
});

test('nothing is left behind but the image, also after an error', async () => {
  const jpeg = await sampleJpeg();
  const before = tf.memory().numTensors;
  const kept = tf.engine().backend.numDataIds();
  for (const file of [samplePng(), sampleBmp(), sampleGif(), jpeg]) decodeImage(file).dispose();
  for (const file of [samplePng(), sampleBmp(), sampleGif(), jpeg])
    expect(() => decodeImage(file.slice(0, -20))).toThrow(/cannot be decoded/);
  expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual([before, kept]);
});

test('what claims to be huge is an error before memory is asked for', async () => {
  const jpeg = Buffer.from(await sampleJpeg());
  const frame = jpeg.indexOf(Uint8Array.of(0xff, 0xc0));
  jpeg.writeUInt16BE(65_500, frame + 5);
  jpeg.writeUInt16BE(65_500, frame + 7);
  const before = process.memoryUsage().rss;
  expect(() => decodeJpeg(jpeg)).toThrow(/it claims to have 65500 x 65500 pixels/);
  expect(() => decodePng(samplePng([65_535, 65_535]))).toThrow(/it claims to have 65535 x 65535 pixels/);
  expect(() => decodeGif(sampleGif([65_535, 65_535]))).toThrow(/it claims to have 65535 x 65535 pixels/);
  expect(() => decodeGif(sampleGif([20_000, 20_000], 3000))).toThrow(/DecodeGif needs .* MiB for a tensor/);
  expect(() => decodeBmp(sampleBmp([65_535, 65_535]))).toThrow(/its header is damaged or cut off/);
  expect(() => decodeBmp(sampleBmp([2, -(2 ** 31)]))).toThrow(/its header is damaged or cut off/);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27);
});

test('a damaged image is one sentence that says so', () => {
  const png = samplePng().slice(0, 60);
  expect(() => decodePng(png)).toThrow(
    /^The PNG image of 60 bytes cannot be decoded: Invalid PNG.*; read or download it again\.$/,
  );
  expect(() => decodePng(png.slice(0, 20))).toThrow('its header is damaged or cut off');
  expect(() => decodeImage(png)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});

test.each([
  [() => decodeImage(samplePng(), 0, 'uint8'), 'could only return Tensor of type `int32` for now.'],
  [() => decodePng(samplePng(), 0, 'float32'), 'could only return Tensor of type `int32` for now.'],
  [() => decodePng(samplePng(), 2), 'channels must be 0, 1, 3, 4, got 2.'],
  [() => decodeBmp(sampleBmp(), 1), 'channels must be 0, 3, 4, got 1.'],
  [() => decodeJpeg(samplePng(), 4), 'channels must be 0, 1, 3, got 4.'],
  [() => decodeJpeg(samplePng(), 0, 3), 'ratio must be 1, 2, 4, 8, got 3.'],
  [() => decodeJpeg(samplePng(), 0, 1, true, false, 2), 'acceptableFraction must be a number from 0 to 1'],
  [() => decodeJpeg(samplePng(), 0, 1, true, false, 1, 'X'), 'dctMethod must be "", "INTEGER_FAST"'],
  [() => decodeImage(Uint8Array.from('hello world')), 'Expected image (BMP, JPEG, PNG, or GIF), but got'],
  [() => decodeImage(new Uint8Array()), 'Expected image (BMP, JPEG, PNG, or GIF), but got'],
  [() => decodeImage('a.png' as never), 'An encoded image must be a Uint8Array, such as readFileSync()'],
  [() => decodePng(sampleBmp()), /The BMP image of 70 bytes cannot be decoded: .*BMP/],
])('wrong arguments %#', (call, message) => {
  expect(call).toThrow(message);
});

test('the backend must be the current one', async () => {
  tf.registerBackend('other', () => Object.create(tf.engine().backend) as never);
  Object.setPrototypeOf(tf.findBackend('other'), tf.KernelBackend.prototype);
  await tf.setBackend('other');
  expect(() => decodePng(samplePng())).toThrow(
    'Expect the current backend to be "tensorflow", but got "other"',
  );
  await tf.setBackend('tensorflow');
});

test('no damage is the end of the process', async () => {
  let random = 1;
  const below = (limit: number): number =>
    ((random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0) >>> 8) % limit;
  let [decoded, refused] = [0, 0];
  for (const file of [samplePng(), sampleBmp(), sampleGif(), await sampleJpeg()])
    for (let round = 0; round < 500; round++) {
      const damaged = file.slice(0, below(3) === 0 ? below(file.length) : file.length);
      for (let count = 1 + below(4); count > 0; count--) damaged[below(file.length)] = below(256);
      try {
        decodeImage(damaged, [0, 3, 1][below(3)]).dispose();
        decoded++;
      } catch (error) {
        expect(error).toHaveProperty('name', 'EngineError');
        refused++;
      }
    }
  expect(Math.min(decoded, refused)).toBeGreaterThan(100);
});
