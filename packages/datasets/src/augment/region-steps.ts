import type { Image } from '../image-source.ts';
import type { Region } from '../images/crop.ts';
import { rotate as rotated } from './geometric-operations.ts';
import type { Fill } from './geometric-operations.ts';
import { randomStream } from './random-stream.ts';
import { erasedRegion } from './resized-crop-region.ts';
import type { StepDefinition } from './step-definition.ts';
import { colour, colourOrNoise, number, optional, pixels, range } from './step-fields.ts';
import type { CutoutStep, RandomErasingStep, RotateStep } from './steps.ts';

/** The same image with a rectangle of one colour, or of what a function gives for each byte. */
function painted(image: Image, region: Region, fill: Fill | (() => number)): Image {
  const { width, channels } = image;
  const out = new Uint8Array(image.pixels); // a slice of a Buffer would be the same memory
  for (let row = region.top; row < region.top + region.height; row += 1) {
    const from = (row * width + region.left) * channels;
    const end = from + region.width * channels;
    if (typeof fill === 'number') out.fill(fill, from, end);
    else if (typeof fill === 'function') for (let at = from; at < end; at += 1) out[at] = fill();
    else for (let at = from; at < end; at += 1) out[at] = fill[at % channels] as number;
  }
  return { ...image, pixels: out };
}

export const randomErasing: StepDefinition<RandomErasingStep> = {
  fields: {
    probability: optional(number(0, 1)),
    area: optional(range(0, 1)),
    ratio: optional(range(0, 100)),
    fill: optional(colourOrNoise),
  },
  change:
    ({ probability = 0.5, area = [0.02, 0.33], ratio = [0.3, 3.3], fill = 0 }) =>
    (image, place, key) => {
      const random = randomStream(place, key);
      if (random.uniform() >= probability) return image;
      const region = erasedRegion({ size: image, area, ratio, random });
      if (region === null) return image;
      return painted(image, region, fill === 'noise' ? () => random.below(256) : fill);
    },
};

export const cutout: StepDefinition<CutoutStep> = {
  fields: { size: pixels, fill: optional(colour) },
  change:
    ({ size, fill = 0 }) =>
    (image, place, key) => {
      const random = randomStream(place, key);
      const start = (length: number): number => random.below(length) - (size >> 1);
      const y = start(image.height);
      const x = start(image.width);
      const top = Math.max(0, y);
      const left = Math.max(0, x);
      const height = Math.min(image.height, y + size) - top;
      const width = Math.min(image.width, x + size) - left;
      return height > 0 && width > 0 ? painted(image, { top, left, height, width }, fill) : image;
    },
};

export const rotate: StepDefinition<RotateStep> = {
  fields: { degrees: number(0, 180), fill: optional(colour) },
  change:
    ({ degrees, fill = 0 }) =>
    (image, place, key) =>
      rotated(image, degrees * (2 * randomStream(place, key).uniform() - 1), fill),
};
