import { expect, test } from 'vitest';
import { pixelStatistics } from './pixel-statistics.ts';

test('each channel has its own mean and population standard deviation', () => {
  const split = {
    length: 2,
    imageShape: [1, 2, 2] as const,
    images: Uint8Array.from([0, 10, 4, 10, 8, 10, 12, 30]),
    labels: new Uint8Array(2),
  };
  const { mean, std } = pixelStatistics({ split });
  expect(mean).toEqual([6, 15]);
  expect(std[0]).toBeCloseTo(Math.sqrt(20), 12);
  expect(std[1]).toBeCloseTo(Math.sqrt(75), 12);
});

test('no images, no statistics', () => {
  const split = {
    length: 0,
    imageShape: [1, 1, 1] as const,
    images: new Uint8Array(),
    labels: new Uint8Array(),
  };
  expect(() => pixelStatistics({ split })).toThrow(
    'pixelStatistics needs at least 1 image; the split has 0.',
  );
});
