import { expect, test } from 'vitest';
import { goldenImage } from '../../test/golden-images.ts';
import { augmentation } from './augmentation.ts';
import { shifted } from './pca-noise.ts';
import { IMAGENET_COLOURS, principalColours } from './principal-colours.ts';
import { randomStream, streamKey } from './random-stream.ts';
import { erasedRegion, resizedCropRegion } from './resized-crop-region.ts';
import type { Augmentation } from './steps.ts';

const at = (index: number) => ({ seed: 3, epoch: 2, index });
const flat = { height: 40, width: 30, channels: 3, pixels: new Uint8Array(3600).fill(100) };

test('streams of neighbours share nothing, and large seeds and indices count in full', () => {
  const first = (seed: number, epoch: number, index: number, step: number): number =>
    randomStream({ seed, epoch, index }, step).uniform();
  const seen = new Set<number>();
  for (const seed of [0, 1, 2 ** 32, 2 ** 40]) {
    for (const epoch of [0, 1, 2]) {
      for (const index of [0, 1, 2, 2 ** 32])
        for (const step of [0, 1, 2]) seen.add(first(seed, epoch, index, step));
    }
  }
  expect(seen.size).toBe(4 * 3 * 4 * 3);
  expect(streamKey('flip', 0)).not.toBe(streamKey('flip', 1));
  expect(first(1, 0, 0, streamKey('flip', 0))).toBe(first(1, 0, 0, streamKey('flip', 0)));
});

test('uniform and normal numbers have their moments', () => {
  let sum = 0;
  let normals = 0;
  let squares = 0;
  const count = 20_000;
  for (let index = 0; index < count; index += 1) {
    const random = randomStream(at(index), 7);
    sum += random.uniform();
    const value = random.normal();
    normals += value;
    squares += value * value;
  }
  expect(Math.abs(sum / count - 0.5)).toBeLessThan(0.01);
  expect(Math.abs(normals / count)).toBeLessThan(0.03);
  expect(Math.abs(squares / count - 1)).toBeLessThan(0.05);
});

test('random resized crops keep to their area and ratio, and lie in the image', () => {
  const size = { height: 375, width: 500 };
  let areas = 0;
  for (let index = 0; index < 2000; index += 1) {
    const region = resizedCropRegion({
      size,
      area: [0.08, 1],
      ratio: [3 / 4, 4 / 3],
      random: randomStream(at(index), 0),
    });
    const share = (region.height * region.width) / (375 * 500);
    areas += share;
    expect(share).toBeGreaterThan(0.079);
    expect(region.width / region.height).toBeGreaterThan(0.74);
    expect(region.width / region.height).toBeLessThan(1.345);
    expect(region.top + region.height).toBeLessThanOrEqual(375);
    expect(region.left + region.width).toBeLessThanOrEqual(500);
  }
  // torchvision's get_params gives 0.431 on average over 20,000 of them: the largest are refused where they do not fit.
  expect(Math.abs(areas / 2000 - 0.431)).toBeLessThan(0.015);
});

test('where no crop fits, the middle is taken', () => {
  const random = randomStream(at(0), 0);
  const wide = resizedCropRegion({
    size: { height: 10, width: 1000 },
    area: [0.9, 1],
    ratio: [3 / 4, 4 / 3],
    random,
  });
  expect(wide).toEqual({ top: 0, left: 493, height: 10, width: 13 });
  const high = resizedCropRegion({
    size: { height: 1000, width: 10 },
    area: [0.9, 1],
    ratio: [3 / 4, 4 / 3],
    random,
  });
  expect(high).toEqual({ top: 493, left: 0, height: 13, width: 10 });
});

test('erased rectangles are smaller than the image, or there is none', () => {
  const random = randomStream(at(0), 0);
  const size = { height: 40, width: 30 };
  for (let times = 0; times < 500; times += 1) {
    const region = erasedRegion({ size, area: [0.02, 0.33], ratio: [0.3, 3.3], random });
    expect(region).not.toBeNull();
    expect((region?.top ?? 99) + (region?.height ?? 99)).toBeLessThanOrEqual(40);
    expect((region?.left ?? 99) + (region?.width ?? 99)).toBeLessThanOrEqual(30);
  }
  expect(erasedRegion({ size, area: [0.99, 1], ratio: [1, 1], random })).toBeNull();
});

test('erasing and cutout paint about as much as they say', () => {
  const painted = (steps: readonly Augmentation[]): number => {
    const augment = augmentation(steps);
    let bytes = 0;
    for (let index = 0; index < 400; index += 1) {
      for (const level of augment(flat, at(index)).pixels) bytes += level === 9 ? 1 : 0;
    }
    return bytes / 400 / 3600;
  };
  const erased = painted([{ type: 'randomErasing', fill: 9, probability: 1 }]);
  expect(erased).toBeGreaterThan(0.15);
  expect(erased).toBeLessThan(0.19);
  // A square of 10 in 40 x 30, cut at the edges.
  const cut = painted([{ type: 'cutout', size: 10, fill: 9 }]);
  expect(cut).toBeGreaterThan(0.065);
  expect(cut).toBeLessThan(0.0834);
});

test('photometric distortion and jitter keep to their ranges', () => {
  const levels = (steps: readonly Augmentation[]): readonly number[] => {
    const augment = augmentation(steps);
    return Array.from({ length: 300 }, (_, index) => augment(flat, at(index)).pixels[0] ?? 0).sort(
      (a, b) => a - b,
    );
  };
  const jitter = levels([{ type: 'colourJitter', brightness: 0.2 }]);
  expect(jitter[0]).toBeGreaterThanOrEqual(80);
  expect(jitter[0]).toBeLessThan(83);
  expect(jitter.at(-1)).toBeLessThanOrEqual(120);
  expect(jitter.at(-1)).toBeGreaterThan(117);
  const distorted = levels([{ type: 'photometricDistortion' }]);
  expect(distorted[0]).toBeLessThan(55);
  expect(distorted.at(-1)).toBeGreaterThan(144);
});

test('the noise of the colours adds its components', () => {
  const shift = (component: number): readonly number[] =>
    [0, 1, 2].map((channel) => {
      const share = IMAGENET_COLOURS.vectors[channel]?.[component] ?? 0;
      return 100 + Math.round(255 * share * (IMAGENET_COLOURS.values[component] ?? 0) * 0.3);
    });
  expect([...shifted(flat, IMAGENET_COLOURS, [0.3, 0, 0]).pixels.subarray(0, 3)]).toEqual(shift(0));
  expect([...shifted(flat, IMAGENET_COLOURS, [0, 0.3, 0]).pixels.subarray(0, 3)]).toEqual(shift(1));
  expect(shifted(flat, IMAGENET_COLOURS, [-100, 0, 0]).pixels[0]).toBe(255);
});

test('principal colours are those of the covariance', () => {
  const { pixels, height, width } = goldenImage(50, 40, 3);
  const images = pixels.map((level, place) =>
    place % 3 === 0 ? level : (level + (pixels[place - (place % 3)] ?? 0)) >> 1,
  );
  const split = { length: 1, imageShape: [height, width, 3] as const, images, labels: new Uint8Array(1) };
  const { values, vectors } = principalColours({ split });
  const count = images.length / 3;
  const channel = (which: number): readonly number[] =>
    Array.from({ length: count }, (_, place) => (images[place * 3 + which] ?? 0) / 255);
  const centred = [0, 1, 2].map(channel).map((levels) => {
    const mean = levels.reduce((sum, level) => sum + level, 0) / count;
    return levels.map((level) => level - mean);
  });
  const covariance = centred.map((one) =>
    centred.map((other) => one.reduce((sum, level, place) => sum + level * (other[place] ?? 0), 0) / count),
  );
  for (const component of [0, 1, 2]) {
    const vector = vectors.map((row) => row[component] ?? 0);
    expect(vector.reduce((sum, share) => sum + share * share, 0)).toBeCloseTo(1, 10);
    for (const [row, shares] of covariance.entries()) {
      const product = shares.reduce((sum, share, place) => sum + share * (vector[place] ?? 0), 0);
      expect(product).toBeCloseTo((values[component] ?? 0) * (vector[row] ?? 0), 10);
    }
  }
  expect(values[0]).toBeGreaterThan(values[1] ?? 1);
  expect(values[1]).toBeGreaterThan(values[2] ?? 1);
  expect(() => principalColours({ split: { ...split, imageShape: [50, 40, 1] } })).toThrow(
    'principalColours needs at least 1 image of 3 channels; got 6000 bytes of 1 channels.',
  );
});
