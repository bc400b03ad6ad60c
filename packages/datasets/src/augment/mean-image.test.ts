import { expect, test } from 'vitest';
import { meanImage } from './mean-image.ts';

const split = {
  length: 2,
  imageShape: [1, 2, 2] as const,
  images: Uint8Array.of(0, 10, 255, 7, 1, 20, 255, 0),
  labels: new Uint8Array(2),
};

test('is the mean of every pixel, measured once', () => {
  const mean = meanImage({ split });
  expect([...mean]).toEqual([0.5, 15, 255, 3.5]);
  expect(meanImage({ split })).toBe(mean);
});

test('needs images', () => {
  expect(() => meanImage({ split: { ...split, length: 0 } })).toThrow(
    'meanImage needs at least 1 image; the split has 0.',
  );
});
