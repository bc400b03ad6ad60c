import type { Image } from '../image-source.ts';
import { randomStream } from './random-stream.ts';
import type { AugmentationPlace } from './random-stream.ts';
import type { StepDefinition } from './step-definition.ts';
import { number, optional } from './step-fields.ts';
import type { AlternatingFlipStep, FlipStep } from './steps.ts';

/** Left and right exchanged. */
export function mirror(image: Image): Image {
  const { height, width, channels, pixels } = image;
  const out = new Uint8Array(pixels.length);
  const row = width * channels;
  for (let line = 0; line < height; line += 1) {
    let from = line * row;
    for (let to = (line + 1) * row - channels; to >= line * row; to -= channels) {
      for (let channel = 0; channel < channels; channel += 1, from += 1)
        out[to + channel] = pixels[from] as number;
    }
  }
  return { ...image, pixels: out };
}

export const flip: StepDefinition<FlipStep> = {
  fields: { probability: optional(number(0, 1)) },
  change:
    ({ probability = 0.5 }) =>
    (image, place, key) =>
      isFlipped(probability, place, key) ? mirror(image) : image,
};

/** Whether an image is mirrored. */
export const isFlipped = (probability: number, place: AugmentationPlace, key: number): boolean =>
  randomStream(place, key).uniform() < probability;

export const alternatingFlip: StepDefinition<AlternatingFlipStep> = {
  fields: {},
  change: () => (image, place, key) => (isFlippedInTurn(place, key) ? mirror(image) : image),
};

/** Whether an image is mirrored in this epoch: every other one, the first of which is drawn once for all epochs. */
export function isFlippedInTurn(place: AugmentationPlace, key: number): boolean {
  const first = randomStream({ ...place, epoch: 0 }, key).below(2);
  return (first + place.epoch) % 2 === 1;
}
