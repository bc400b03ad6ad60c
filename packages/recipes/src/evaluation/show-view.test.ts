import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor4d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { goldenValue, readGoldenLosses } from '../../test/golden-losses.ts';
import { resizeImages, showView } from './show-view.ts';

const image = () =>
  tensor4d(
    Array.from({ length: 12 }, (_, pixel) => pixel),
    [1, 3, 4, 1],
  );
const part = { top: 1, left: 1, height: 2, width: 3, flip: false };

test('shows a part, mirrored if told, and no tensor stays', () => {
  const images = image();
  const before = memory().numTensors;
  const plain = showView(images, part, [2, 3]);
  const mirror = showView(images, { ...part, flip: true }, [2, 3]);
  const whole = showView(images, { top: 0, left: 0, height: 3, width: 4, flip: false }, [3, 4]);
  expect([...plain.dataSync()]).toEqual([5, 6, 7, 9, 10, 11]);
  expect([...mirror.dataSync()]).toEqual([7, 6, 5, 11, 10, 9]);
  expect([...whole.dataSync()]).toEqual([...images.dataSync()]);
  for (const shown of [plain, mirror, whole]) shown.dispose();
  expect([...images.dataSync()]).toHaveLength(12);
  expect(memory().numTensors).toBe(before);
});

test.each(readGoldenLosses().resizes)('resizes $from to $to as PyTorch does', ({ from, to, pixels }) => {
  const [height, width] = from;
  const values = Array.from({ length: height * width }, (_, index) => goldenValue(index));
  // Two images of two channels, so that a mistaken axis shows.
  const both = [...values, ...values.map((value) => -value)].flatMap((value) => [value, 2 * value]);
  const resized = resizeImages(tensor4d(both, [2, height, width, 2]), to);
  expect(resized.shape).toEqual([2, ...to, 2]);
  const found = resized.dataSync();
  for (const [index, pixel] of pixels.entries()) {
    expect(found[2 * index]).toBeCloseTo(pixel, 5);
    expect(found[2 * index + 1]).toBeCloseTo(2 * pixel, 5);
    expect(found[2 * (index + pixels.length)]).toBeCloseTo(-pixel, 5);
  }
});

test('a view of another size than the crop is resized', () => {
  const shown = showView(image(), { top: 0, left: 0, height: 2, width: 4, flip: true }, [1, 1]);
  expect(shown.shape).toEqual([1, 1, 1, 1]);
  expect(shown.dataSync()[0]).toBeCloseTo(3.5, 5);
});
