import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { augmentation } from '../augment/augmentation.ts';
import { DataError } from '../data-error.ts';
import type { Image, ImageSource } from '../image-source.ts';
import { imageBatches } from './image-batches.ts';
import { pixelScale } from './pixel-scale.ts';

const SIDE = 4;

/** Images whose pixels tell which they are. */
function source(length: number, read?: (index: number, image: Image) => Image | Promise<Image>): ImageSource {
  const image = (index: number): Image => ({
    height: SIDE,
    width: SIDE,
    channels: 3,
    pixels: Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => (index * 50 + at) % 256),
  });
  return {
    length,
    classNames: ['even', 'odd'],
    imageShape: [SIDE, SIDE, 3],
    fingerprint: 'test:images',
    label: (index) => index % 2,
    nameOf: (index) => `image ${index}`,
    read: (index) => (read ? read(index, image(index)) : image(index)),
  };
}

const valuesOf = async (
  batch: ReturnType<ReturnType<typeof imageBatches>['batch']>,
): Promise<{ shape: number[]; images: number[]; labels: number[] }> => {
  const { images, labels } = await batch;
  const values = {
    shape: images.shape,
    images: [...images.dataSync()],
    labels: [...labels.dataSync()],
  };
  images.dispose();
  labels.dispose();
  return values;
};

test('normalises by the channels, by the pixels, by 255, or by numbers of your own', async () => {
  const images = source(5);
  const pixel = (index: number, at: number): number => (index * 50 + at) % 256;
  const all = Array.from({ length: 5 * 48 }, (_, at) => pixel(Math.floor(at / 48), at % 48));
  const of = (channel: number): number[] => all.filter((_, at) => at % 3 === channel);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = (values: readonly number[]): number =>
    Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  const expected = {
    channels: (index: number, at: number) => (pixel(index, at) - mean(of(at % 3))) / std(of(at % 3)),
    pixels: (index: number, at: number) =>
      (pixel(index, at) - mean(Array.from({ length: 5 }, (_, each) => pixel(each, at)))) / 255,
    scale: (index: number, at: number) => pixel(index, at) / 255,
  };
  for (const normalise of ['channels', 'pixels', 'scale'] as const) {
    const scale = await pixelScale({ normalise, source: images });
    const {
      shape,
      images: values,
      labels,
    } = await valuesOf(imageBatches({ source: images, scale }).batch([3, 0]));
    expect(shape).toEqual([2, SIDE, SIDE, 3]);
    expect(labels).toEqual([1, 0]);
    for (const [row, index] of [3, 0].entries())
      for (let at = 0; at < 48; at += 1)
        expect(values[row * 48 + at]).toBeCloseTo(expected[normalise](index, at), 4);
  }
  const own = await pixelScale({ normalise: { mean: [1, 2, 3], std: [1, 2, 4] }, source: images });
  const { images: values } = await valuesOf(imageBatches({ source: images, scale: own }).batch([0]));
  expect(values.slice(0, 3)).toEqual([-1, -0.5, -0.25]);
});

test('is the same whether images come at once or later, in any order, and leaves no tensor', async () => {
  const scale = await pixelScale({ normalise: 'scale', source: source(1) });
  const indices = [7, 2, 9, 2, 0];
  const augment = augmentation([{ type: 'padCrop', padding: 1 }, { type: 'flip' }]);
  const before = memory().numTensors;
  const atOnce = imageBatches({ source: source(10), scale, augment, seed: 3 });
  const wait = (index: number, image: Image): Promise<Image> =>
    new Promise((resolve) => setTimeout(() => resolve(image), (11 - index) % 5));
  const expected = await valuesOf(atOnce.batch(indices, { epoch: 2 }));
  for (const concurrency of [1, 3, 100]) {
    const later = imageBatches({ source: source(10, wait), scale, augment, seed: 3, concurrency });
    expect(await valuesOf(later.batch(indices, { epoch: 2 }))).toEqual(expected);
  }
  // The same image of another epoch, and of an evaluation, is another one.
  expect((await valuesOf(atOnce.batch(indices, { epoch: 3 }))).images).not.toEqual(expected.images);
  expect((await valuesOf(atOnce.batch(indices))).images).not.toEqual(expected.images);
  expect(expected.images.slice(48, 96)).toEqual(expected.images.slice(144, 192));
  expect(memory().numTensors).toBe(before);
});

test('a damaged image fails its batch, whatever the others do, and leaves no tensor', async () => {
  const scale = await pixelScale({ normalise: 'scale', source: source(1) });
  const before = memory().numTensors;
  const damaged = source(10, async (index, image) => {
    if (index === 4) throw new DataError('image 4 is cut short.', { file: 'image 4' });
    return image;
  });
  await expect(imageBatches({ source: damaged, scale }).batch([1, 4, 5, 6])).rejects.toThrow(
    'image 4 is cut short.',
  );
  expect(memory().numTensors).toBe(before);
});

test('images of different sizes are refused by name, with what to do', async () => {
  const scale = await pixelScale({ normalise: 'scale', source: source(1) });
  const uneven = source(4, (index, image) =>
    index === 2 ? { ...image, height: 2, pixels: image.pixels.slice(0, 24) } : image,
  );
  expect(() => imageBatches({ source: uneven, scale }).batch([0, 2])).toThrow(
    'image 2 comes out as 2x4x3, and another image of its batch as 4x4x3; give steps that make them equal, such as resizeShortSide and centreCrop.',
  );
  await expect(pixelScale({ normalise: 'pixels', source: uneven })).rejects.toThrow(
    'image 2 is 2x4x3 and has another size than the images before it',
  );
});

test('bad options are refused in one sentence', async () => {
  const images = source(3);
  const of = (normalise: unknown): Promise<unknown> =>
    pixelScale({ normalise: normalise as 'scale', source: images });
  await expect(of('mean')).rejects.toThrow("normalise must be 'channels', 'pixels', 'scale', or an object");
  await expect(of({ mean: [1], std: [1] })).rejects.toThrow(
    'normalise.mean must have 3 numbers, one for each channel; got [1].',
  );
  await expect(of({ mean: [1, 1, 1], std: [1, 0, 1] })).rejects.toThrow(
    'normalise.std must be positive; got 0.',
  );
  const scale = await pixelScale({ normalise: 'scale', source: images });
  expect(() => imageBatches({ source: images, scale }).batch([])).toThrow(
    'A batch needs at least 1 index; got 0.',
  );
  expect(() => imageBatches({ source: images, scale, concurrency: 0 })).toThrow(
    'concurrency must be a whole number of at least 1; got 0.',
  );
});
