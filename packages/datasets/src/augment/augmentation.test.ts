import { expect, test } from 'vitest';
import { goldenImage } from '../../test/golden-images.ts';
import type { Image } from '../image-source.ts';
import { centreCrop, crop } from '../images/crop.ts';
import { resizeShortSide } from '../images/resize.ts';
import { augmentation } from './augmentation.ts';
import { mirror } from './flip-steps.ts';
import { AUGMENTATION_TYPES } from './step-definitions.ts';
import type { Augmentation } from './steps.ts';

const made = goldenImage(32, 40, 3);
// A Buffer, as files are read: its slices share its memory.
const image: Image = { ...made, pixels: Buffer.from(made.pixels) };
const grey = goldenImage(28, 28, 1);
const EVERY: readonly Augmentation[] = [
  { type: 'padCrop', padding: 4 },
  { type: 'padCrop', padding: 3, border: 'reflect' },
  { type: 'padCrop', padding: 40, fill: [1, 2, 3] },
  { type: 'flip' },
  { type: 'alternatingFlip' },
  { type: 'randomResizedCrop', size: 24, filter: 'random' },
  { type: 'scaleJitter', from: 33, to: 48 },
  { type: 'randomCrop', size: 24 },
  { type: 'resizeShortSide', size: 30, filter: 'bicubic' },
  { type: 'centreCrop', size: 24 },
  { type: 'resize', height: 24, width: 25 },
  { type: 'colourJitter', brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  { type: 'photometricDistortion' },
  { type: 'greyscale', probability: 0.5 },
  { type: 'pcaNoise' },
  { type: 'randAugment' },
  { type: 'trivialAugment' },
  { type: 'randomErasing', fill: 'noise' },
  { type: 'cutout', size: 16 },
  { type: 'rotate', degrees: 15 },
];
/** These give the same whatever the place. */
const FIXED = new Set(['resizeShortSide', 'centreCrop', 'resize']);

const at = (index: number, epoch = 0, seed = 1) => ({ seed, epoch, index });
const outputs = (steps: readonly Augmentation[], count: number, source: Image = image): readonly Image[] => {
  const augment = augmentation(steps);
  return Array.from({ length: count }, (_, index) => augment(source, at(index)));
};
const text = ({ height, width, pixels }: Image): string =>
  `${height}x${width} ${Buffer.from(pixels).toString('base64')}`;

test('the list of every step is whole, and is JSON', () => {
  expect([...new Set(EVERY.map(({ type }) => type))].sort()).toEqual([...AUGMENTATION_TYPES].sort());
  expect(outputs(JSON.parse(JSON.stringify(EVERY)), 3)).toEqual(outputs(EVERY, 3));
});

test.each(EVERY)('$type depends on seed, epoch and index and on nothing else', (step) => {
  const before = Buffer.from(image.pixels);
  const places = [0, 1, 2].flatMap((seed) =>
    [0, 1, 2, 3].flatMap((epoch) => [0, 1, 2, 3].map((index) => at(index, epoch, seed))),
  );
  const augment = augmentation([step]);
  const forwards = places.map((place) => text(augment(image, place)));
  const backwards = places.map((_, place) => {
    const last = places[places.length - 1 - place] ?? at(0);
    return text(augmentation([step])(image, last));
  });
  expect(forwards.map((_, place) => backwards[places.length - 1 - place])).toEqual(forwards);
  expect(new Set(forwards).size > 1).toBe(!FIXED.has(step.type));
  expect(image.pixels).toEqual(before);
});

test('adding a step leaves what the others draw as it was', () => {
  const mirrored = (steps: readonly Augmentation[]): readonly boolean[] => {
    const augment = augmentation(steps);
    return Array.from({ length: 64 }, (_, index) => text(augment(image, at(index))) !== text(image));
  };
  const alone = mirrored([{ type: 'flip' }]);
  const nothing: readonly Augmentation[] = [
    { type: 'colourJitter' },
    { type: 'randomErasing', probability: 0 },
    { type: 'flip' },
    { type: 'randAugment', magnitude: 0, operations: 1 },
  ];
  // Operations of magnitude 0 may still change an image; what is asked is whether it was mirrored.
  expect(mirrored(nothing.slice(0, 3))).toEqual(alone);
  const share = alone.filter(Boolean).length / 64;
  expect(share).toBeGreaterThan(0.25);
  expect(share).toBeLessThan(0.75);
  // A second flip is another stream.
  expect(mirrored([{ type: 'flip' }, { type: 'flip' }])).not.toEqual(Array.from({ length: 64 }, () => false));
});

test('padCrop shows every place once in (2 p + 1)^2 and moves the image there', () => {
  const small = goldenImage(5, 4, 1);
  const seen = new Map<string, number>();
  for (const output of outputs([{ type: 'padCrop', padding: 1 }], 900, small)) {
    seen.set(text(output), (seen.get(text(output)) ?? 0) + 1);
  }
  const expected = [-1, 0, 1].flatMap((top) => [-1, 0, 1].map((left) => text(moved(small, top, left))));
  expect([...seen.keys()].sort()).toEqual(expected.sort());
  for (const count of seen.values()) expect(Math.abs(count - 100)).toBeLessThan(40);
});

function moved(source: Image, top: number, left: number): Image {
  const pixels = source.pixels.map((_, place) => {
    const row = Math.floor(place / source.width) + top;
    const column = (place % source.width) + left;
    const inside = row >= 0 && row < source.height && column >= 0 && column < source.width;
    return inside ? (source.pixels[row * source.width + column] ?? 0) : 0;
  });
  return { ...source, pixels };
}

test('a reflected border repeats the image without its edge', () => {
  const line: Image = { height: 1, width: 4, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4) };
  const rows = new Set(
    outputs([{ type: 'padCrop', padding: 2, border: 'reflect' }], 60, line).map(({ pixels }) =>
      pixels.join(''),
    ),
  );
  expect([...rows].sort()).toEqual(['1234', '2123', '2343', '3212', '3432']);
});

test('alternatingFlip changes sides every epoch', () => {
  const augment = augmentation([{ type: 'alternatingFlip' }]);
  const sides = [image, mirror(image)].map(text);
  const first = Array.from({ length: 40 }, (_, index) => sides.indexOf(text(augment(image, at(index, 0)))));
  expect(new Set(first)).toEqual(new Set([0, 1]));
  for (const [index, side] of first.entries()) {
    expect(sides.indexOf(text(augment(image, at(index, 1))))).toBe(1 - side);
    expect(sides.indexOf(text(augment(image, at(index, 8))))).toBe(side);
  }
});

test('a resize that a crop follows gives the pixels of the two', () => {
  const evaluate = augmentation([
    { type: 'resizeShortSide', size: 27 },
    { type: 'centreCrop', size: 20 },
  ]);
  const slow = centreCrop({ image: resizeShortSide({ image, size: 27 }), size: 20 });
  expect(evaluate(image, at(0))).toEqual(slow);
  const large = augmentation([
    { type: 'resizeShortSide', size: 10 },
    { type: 'centreCrop', size: 20 },
  ]);
  expect(large(image, at(0))).toEqual(centreCrop({ image: resizeShortSide({ image, size: 10 }), size: 20 }));
});

test('scaleJitter draws every length of its range, and randomCrop every place', () => {
  const sides = new Set(
    outputs([{ type: 'scaleJitter', from: 5, to: 8 }], 200, grey).map(({ height }) => height),
  );
  expect([...sides].sort()).toEqual([5, 6, 7, 8]);
  const places = new Set(outputs([{ type: 'randomCrop', size: 26 }], 300, grey).map(text));
  const expected = [0, 1, 2].flatMap((top) =>
    [0, 1, 2].map((left) => text(crop({ image: grey, top, left, height: 26, width: 26 }))),
  );
  expect([...places].sort()).toEqual(expected.sort());
});

test('grey images pass every step but pcaNoise', () => {
  const steps = EVERY.filter(({ type }) => type !== 'pcaNoise').filter(
    (step) => !('fill' in step && Array.isArray(step.fill)),
  );
  for (const output of outputs(steps, 20, grey))
    expect(output.pixels.length).toBe(output.height * output.width);
  expect(() => outputs([{ type: 'pcaNoise' }], 1, grey)).toThrow(
    'pcaNoise needs images of 3 channels; got 1; leave the step out for grey images.',
  );
});

test('an image that is too small for a random crop says so', () => {
  expect(() => outputs([{ type: 'randomCrop', size: 50 }], 1)).toThrow(
    'randomCrop of 50 x 50 pixels does not fit into an image of 32 x 40; resize before it.',
  );
});

test.each([
  [
    [{ type: 'padcrop', padding: 4 }],
    "Step 0 of the augmentation has the type 'padcrop', which there is not; did you mean 'padCrop'?",
  ],
  [
    [{ type: 'flip' }, { type: 'padCrop', pading: 4 }],
    "Step 1 of the augmentation, 'padCrop', has the key 'pading', which it does not know; did you mean 'padding'?",
  ],
  [
    [{ type: 'padCrop' }],
    "Step 0 of the augmentation, 'padCrop', needs padding, a whole number from 1 to 1024; got none.",
  ],
  [
    [{ type: 'flip', probability: 2 }],
    "Step 0 of the augmentation, 'flip', needs a number from 0 to 1 as probability; got 2.",
  ],
  [
    [{ type: 'cutout', size: 8, fill: 'noise' }],
    "Step 0 of the augmentation, 'cutout', needs a level from 0 to 255 or a list of one for each channel as fill; got 'noise'.",
  ],
  [
    [{ type: 'randomResizedCrop', size: 8, area: [1, 0.1] }],
    "Step 0 of the augmentation, 'randomResizedCrop', needs two numbers, the smaller first, above 0 and up to 1 as area; got [1,0.1].",
  ],
  [
    [{ type: 'scaleJitter', from: 9, to: 8 }],
    'scaleJitter draws from [from, to], and from is 9, more than to, 8; exchange them.',
  ],
  [
    [{ type: '__proto__' }],
    "Step 0 of the augmentation has the type '__proto__', which there is not; expected one of padCrop, flip,",
  ],
  [
    [{ type: 'alternatingFlip', toString: 1 }],
    "Step 0 of the augmentation, 'alternatingFlip', has the key 'toString', which it does not know; it has none.",
  ],
  [[{}], 'Step 0 of the augmentation has the type undefined, which there is not;'],
  [['flip'], "Step 0 of the augmentation must be an object such as { type: 'flip' }; got 'flip'."],
  [{}, "An augmentation is a list of steps such as [{ type: 'flip' }]; got {}."],
])('%j is refused', (steps, message) => {
  expect(() => augmentation(JSON.parse(JSON.stringify(steps)))).toThrow(message);
});
