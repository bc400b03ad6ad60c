import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { refusal } from '../../test/refused-call.ts';
import type { TensorFlowBackend } from '../backend.ts';
import { PIXELS } from './pixels.ts';

const pixels = (): { data: Uint8Array; width: number; height: number } => ({
  data: Uint8Array.from({ length: 24 }, (_value, index) => 255 - index),
  width: 3,
  height: 2,
});
const canvas = (): HTMLCanvasElement =>
  ({
    width: 3,
    height: 2,
    getContext: () => ({
      getImageData: (_x: number, _y: number, width: number, height: number) => ({
        data: Uint8ClampedArray.from({ length: width * height * 4 }, (_value, index) => index),
      }),
    }),
  }) as unknown as HTMLCanvasElement;

const rows: KernelRow[] = [1, 2, 3, 4].flatMap((channels) => [
  {
    kernel: 'FromPixels',
    title: `bytes, ${channels} channels`,
    run: () => tf.browser.fromPixels(pixels(), channels),
  },
  {
    kernel: 'FromPixels',
    title: `a canvas, ${channels} channels`,
    run: () => tf.browser.fromPixels(canvas(), channels),
  },
]);

testRows(PIXELS, [
  ...rows,
  {
    kernel: 'FromPixels',
    title: 'and arithmetic with them',
    run: () => tf.add(tf.browser.fromPixels(pixels()), tf.scalar(1000, 'int32')),
  },
]);

test.each([3, 4])('an image of %i channels stays bytes', async (channels) => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    const x = tf.browser.fromPixels(pixels(), channels);
    const backend = tf.engine().backend as TensorFlowBackend;
    // An op that refuses all numbers tells what they are kept in.
    expect(() => backend.run1('LogicalNot', [{ exact: x }])).toThrow(/uint8/);
  });
});

test('the tensor keeps what the bytes were', async () => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    const image = pixels();
    const x = tf.browser.fromPixels(image, 4);
    image.data.fill(0);
    expect(Array.from(x.dataSync()).slice(0, 3)).toEqual([255, 254, 253]);
  });
});

test.each([
  [{ ...pixels(), width: 5 }, 3, /5 x 2 pixels are 40 bytes, got 24; decode other images with decodeImage/],
  [pixels(), 0, /makes images of 1 to 4 channels, got 0/],
  [pixels(), 1.5, /makes images of 1 to 4 channels, got 1.5/],
])('%j with %j channels is refused', async (image, channels, message) => {
  await tf.setBackend('tensorflow');
  expect(refusal(() => tf.browser.fromPixels(image, channels)).message).toMatch(message);
});
