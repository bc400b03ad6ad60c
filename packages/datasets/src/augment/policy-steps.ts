import type { Image } from '../image-source.ts';
import type { Fill } from './geometric-operations.ts';
import { applyOperation } from './operations.ts';
import type { ImageOperation } from './operations.ts';
import { randomStream } from './random-stream.ts';
import type { RandomStream } from './random-stream.ts';
import type { Size, StepDefinition } from './step-definition.ts';
import { colour, optional, whole } from './step-fields.ts';
import type { RandAugmentStep, TrivialAugmentStep } from './steps.ts';

/** Magnitudes from weakest to strongest, as torchvision has them. */
const BINS = 31;

/** An operation of a policy. */
export interface Row {
  readonly operation: ImageOperation;
  /** Magnitude of a bin. */
  readonly magnitude: (bin: number, size: Size) => number;
  /** Chance decides whether the magnitude is negated. */
  readonly signed?: boolean;
}

const upTo =
  (most: number) =>
  (bin: number): number =>
    (most * bin) / (BINS - 1);
const none = (): number => 0;
const falling = (bin: number): number => 255 - (255 * bin) / (BINS - 1);
/** Bits kept, of 8. */
const bits =
  (dropped: number) =>
  (bin: number): number =>
    8 - Math.round((bin * dropped) / (BINS - 1));

/** torchvision's `RandAugment`. */
export const RAND_AUGMENT: readonly Row[] = [
  { operation: 'identity', magnitude: none },
  { operation: 'shearX', magnitude: upTo(0.3), signed: true },
  { operation: 'shearY', magnitude: upTo(0.3), signed: true },
  { operation: 'translateX', magnitude: (bin, { width }) => upTo((150 / 331) * width)(bin), signed: true },
  { operation: 'translateY', magnitude: (bin, { height }) => upTo((150 / 331) * height)(bin), signed: true },
  { operation: 'rotate', magnitude: upTo(30), signed: true },
  { operation: 'brightness', magnitude: upTo(0.9), signed: true },
  { operation: 'saturation', magnitude: upTo(0.9), signed: true },
  { operation: 'contrast', magnitude: upTo(0.9), signed: true },
  { operation: 'sharpness', magnitude: upTo(0.9), signed: true },
  { operation: 'posterize', magnitude: bits(4) },
  { operation: 'solarize', magnitude: falling },
  { operation: 'autocontrast', magnitude: none },
  { operation: 'equalize', magnitude: none },
];

/** torchvision's `TrivialAugmentWide`. */
export const TRIVIAL_AUGMENT_WIDE: readonly Row[] = [
  { operation: 'identity', magnitude: none },
  { operation: 'shearX', magnitude: upTo(0.99), signed: true },
  { operation: 'shearY', magnitude: upTo(0.99), signed: true },
  { operation: 'translateX', magnitude: upTo(32), signed: true },
  { operation: 'translateY', magnitude: upTo(32), signed: true },
  { operation: 'rotate', magnitude: upTo(135), signed: true },
  { operation: 'brightness', magnitude: upTo(0.99), signed: true },
  { operation: 'saturation', magnitude: upTo(0.99), signed: true },
  { operation: 'contrast', magnitude: upTo(0.99), signed: true },
  { operation: 'sharpness', magnitude: upTo(0.99), signed: true },
  { operation: 'posterize', magnitude: bits(6) },
  { operation: 'solarize', magnitude: falling },
  { operation: 'autocontrast', magnitude: none },
  { operation: 'equalize', magnitude: none },
];

/** In a policy these change by their magnitude, so that 0 leaves the image as it is. */
const RELATIVE: ReadonlySet<ImageOperation> = new Set(['brightness', 'saturation', 'contrast', 'sharpness']);

function oneOf(rows: readonly Row[], image: Image, fill: Fill, bin: number, random: RandomStream): Image {
  const row = rows[random.below(rows.length)] as Row;
  const negated = random.below(2) === 1 && row.signed === true;
  const drawn = row.magnitude(bin, image);
  const magnitude = (negated ? -drawn : drawn) + (RELATIVE.has(row.operation) ? 1 : 0);
  return applyOperation({ image, operation: row.operation, magnitude, fill });
}

export const randAugment: StepDefinition<RandAugmentStep> = {
  fields: {
    operations: optional(whole(1, 14)),
    magnitude: optional(whole(0, BINS - 1)),
    fill: optional(colour),
  },
  change:
    ({ operations = 2, magnitude = 9, fill = 0 }) =>
    (image, place, key) => {
      const random = randomStream(place, key);
      let result = image;
      for (let done = 0; done < operations; done += 1)
        result = oneOf(RAND_AUGMENT, result, fill, magnitude, random);
      return result;
    },
};

export const trivialAugment: StepDefinition<TrivialAugmentStep> = {
  fields: { fill: optional(colour) },
  change:
    ({ fill = 0 }) =>
    (image, place, key) => {
      const random = randomStream(place, key);
      return oneOf(TRIVIAL_AUGMENT_WIDE, image, fill, random.below(BINS), random);
    },
};
