import { expect, test } from 'vitest';
import { bytesOf, goldenCases, goldenImage } from '../../test/golden-images.ts';
import { centreCrop, crop } from './crop.ts';
import type { ResizeFilter } from './resampling.ts';
import { resizeImage, resizeShortSide } from './resize.ts';

interface Resized {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number];
  readonly filter: ResizeFilter;
  readonly pixels: string;
}

interface Cropped {
  readonly from: readonly [number, number];
  readonly size: number;
  readonly pixels: string;
}

test.each(goldenCases<Resized>('resized'))('$filter from $from to $to gives the bytes of PIL', (golden) => {
  const [height, width] = golden.to;
  const image = resizeImage({ image: goldenImage(...golden.from), height, width, filter: golden.filter });
  expect([image.height, image.width, image.channels]).toEqual([height, width, golden.from[2]]);
  expect(Buffer.from(image.pixels).equals(bytesOf(golden.pixels))).toBe(true);
});

test.each(goldenCases<Cropped>('centre-crops'))(
  'the middle $size of $from is that of torchvision',
  (golden) => {
    const image = centreCrop({ image: goldenImage(...golden.from, 3), size: golden.size });
    expect([image.height, image.width]).toEqual([golden.size, golden.size]);
    expect(Buffer.from(image.pixels).equals(bytesOf(golden.pixels))).toBe(true);
  },
);

test.each([
  [20, 11],
  [7, 40],
  [47, 20],
  [50, 11],
] as const)('a region and a kept part (%i x %i) are crops before and after', (height, width) => {
  const image = goldenImage(61, 47, 3);
  const region = { top: 5, left: 9, height: 50, width: 20 };
  const keep = { top: 2, left: 3, height: 4, width: 7 };
  for (const filter of ['bilinear', 'bicubic'] as const) {
    const slow = crop({
      image: resizeImage({ image: crop({ image, ...region }), height, width, filter }),
      ...keep,
    });
    expect(resizeImage({ image, region, height, width, filter, keep })).toEqual(slow);
  }
});

test('a region of the size wanted is cut out', () => {
  const image = goldenImage(9, 8, 3);
  const region = { top: 1, left: 2, height: 4, width: 5 };
  expect(resizeImage({ image, region, height: 4, width: 5 })).toEqual(crop({ image, ...region }));
  expect(resizeImage({ image, height: 9, width: 8 })).toBe(image);
});

test('a region resized to the size of its image is not the image', () => {
  const image = goldenImage(12, 12, 3);
  const region = { top: 3, left: 2, height: 7, width: 6 };
  const expected = resizeImage({ image: crop({ image, ...region }), height: 12, width: 12 });
  expect(resizeImage({ image, region, height: 12, width: 12 })).toEqual(expected);
  expect(expected).not.toEqual(image);
});

test('the short side gets its length and the long one is rounded down', () => {
  const size = (height: number, width: number, side: number): readonly number[] => {
    const image = resizeShortSide({ image: goldenImage(height, width, 1), size: side });
    return [image.height, image.width];
  };
  expect(size(375, 500, 256)).toEqual([256, 341]);
  expect(size(500, 375, 256)).toEqual([341, 256]);
  expect(size(30, 30, 17)).toEqual([17, 17]);
  expect(size(3, 500, 6)).toEqual([6, 1000]);
});

test('sizes, filters and regions are checked', () => {
  const image = goldenImage(4, 5, 1);
  expect(() => resizeImage({ image, height: 0, width: 3 })).toThrow(
    'height must be a positive whole number of pixels; got 0.',
  );
  expect(() => resizeImage({ image, height: 2, width: 2, filter: JSON.parse('"nearest"') })).toThrow(
    "filter must be 'bilinear' or 'bicubic'; got 'nearest'.",
  );
  expect(() => resizeShortSide({ image, size: 1.5 })).toThrow(
    'size must be a positive whole number of pixels; got 1.5.',
  );
  expect(() => crop({ image, top: 2, left: 0, height: 3, width: 1 })).toThrow(
    'A region of 3 x 1 pixels (height x width) at row 2, column 0 does not lie in an image of 4 x 5.',
  );
  expect(() => centreCrop({ image, size: -1 })).toThrow(
    'size must be a positive whole number of pixels; got -1.',
  );
});
