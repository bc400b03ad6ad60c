import { expect, test } from 'vitest';
import { bytesOf, goldenCases, goldenImage } from '../../test/golden-images.ts';
import { applyOperation, IMAGE_OPERATIONS } from './operations.ts';
import type { ImageOperation } from './operations.ts';

interface Operated {
  readonly operation: ImageOperation;
  readonly magnitude: number;
  readonly pixels: string;
}

const golden = goldenCases<Operated>('operations');
const bright = goldenImage(24, 18, 3);
const source = { ...bright, pixels: bright.pixels.map((level) => 50 + (level >> 1)) };

test.each(golden)(
  '$operation by $magnitude gives the bytes of torchvision',
  ({ operation, magnitude, pixels }) => {
    const before = source.pixels.slice();
    const image = applyOperation({ image: source, operation, magnitude, fill: [1, 2, 3] });
    expect(Buffer.from(image.pixels).equals(bytesOf(pixels))).toBe(true);
    expect(source.pixels).toEqual(before);
  },
);

test('every operation has a golden image', () => {
  const seen = new Set(golden.map(({ operation }) => operation));
  expect(IMAGE_OPERATIONS.filter((operation) => !seen.has(operation))).toEqual(['identity']);
});

test('on one channel colour operations do nothing and the others work', () => {
  const image = goldenImage(9, 9, 1);
  expect(applyOperation({ image, operation: 'saturation', magnitude: 0.1 })).toBe(image);
  expect(applyOperation({ image, operation: 'hue', magnitude: 0.3 })).toBe(image);
  const turned = applyOperation({ image, operation: 'rotate', magnitude: 90 });
  const expected = Array.from({ length: 81 }, (_, at) => image.pixels[(at % 9) * 9 + 8 - Math.floor(at / 9)]);
  expect([...turned.pixels]).toEqual(expected);
});

test('names and magnitudes are checked', () => {
  const image = goldenImage(2, 2, 3);
  expect(() => applyOperation({ image, operation: JSON.parse('"sharpnes"') })).toThrow(
    "There is no image operation 'sharpnes'; did you mean 'sharpness'?",
  );
  expect(() => applyOperation({ image, operation: JSON.parse('"__proto__"') })).toThrow(
    "There is no image operation '__proto__'; expected one of identity, shearX,",
  );
  expect(() => applyOperation({ image, operation: 'rotate', magnitude: Number.NaN })).toThrow(
    'magnitude must be a finite number; got NaN.',
  );
});
