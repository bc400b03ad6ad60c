import type { Image } from '../image-source.ts';
import type { PrincipalColours } from './principal-colours.ts';
import { IMAGENET_COLOURS } from './principal-colours.ts';
import { randomStream } from './random-stream.ts';
import type { StepDefinition } from './step-definition.ts';
import { matrix, number, optional, triple } from './step-fields.ts';
import type { PcaNoiseStep } from './steps.ts';

export const pcaNoise: StepDefinition<PcaNoiseStep> = {
  fields: { std: optional(number(0, 10)), values: optional(triple), vectors: optional(matrix) },
  change: ({ std = 0.1, values = IMAGENET_COLOURS.values, vectors = IMAGENET_COLOURS.vectors }) => {
    return (image, place, key) => {
      const random = randomStream(place, key);
      const multiples = [random.normal() * std, random.normal() * std, random.normal() * std];
      return shifted(image, { values, vectors }, multiples);
    };
  },
};

/** Adds the components times their values and multiples, rounded and clipped to bytes. */
export function shifted(
  image: Image,
  { values, vectors }: PrincipalColours,
  multiples: readonly number[],
): Image {
  if (image.channels !== 3) {
    throw new RangeError(
      `pcaNoise needs images of 3 channels; got ${image.channels}; leave the step out for grey images.`,
    );
  }
  const tables = vectors.map((row) => {
    let shift = 0;
    for (const [component, share] of row.entries())
      shift += share * (multiples[component] ?? 0) * (values[component] ?? 0);
    return Uint8ClampedArray.from({ length: 256 }, (_, level) => level + 255 * shift);
  });
  const [red, green, blue] = tables as [Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray];
  const { pixels } = image;
  const out = new Uint8Array(pixels.length);
  for (let at = 0; at < out.length; at += 3) {
    out[at] = red[pixels[at] as number] as number;
    out[at + 1] = green[pixels[at + 1] as number] as number;
    out[at + 2] = blue[pixels[at + 2] as number] as number;
  }
  return { ...image, pixels: out };
}
