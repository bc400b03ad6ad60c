import type { Image } from '../image-source.ts';
import { hue } from './hue.ts';
import { saturation } from './neighbour-operations.ts';
import { brightness, contrast } from './point-operations.ts';
import { randomStream } from './random-stream.ts';
import type { RandomStream } from './random-stream.ts';
import type { StepDefinition } from './step-definition.ts';
import { number, optional } from './step-fields.ts';
import type { ColourJitterStep, GreyscaleStep, PhotometricDistortionStep } from './steps.ts';

/** Half the width of each range. */
type Strengths = Required<Omit<ColourJitterStep, 'type'>>;

function jittered(image: Image, strengths: Strengths, random: RandomStream): Image {
  // All are drawn, used or not, so that one range does not change what the others draw.
  const factor = (strength: number): number => {
    const low = Math.max(0, 1 - strength);
    return low + (1 + strength - low) * random.uniform();
  };
  const factors = [
    factor(strengths.brightness),
    factor(strengths.contrast),
    factor(strengths.saturation),
  ] as const;
  const turn = strengths.hue * (2 * random.uniform() - 1);
  const changes = [
    (now: Image) => (strengths.brightness === 0 ? now : brightness(now, factors[0])),
    (now: Image) => (strengths.contrast === 0 ? now : contrast(now, factors[1])),
    (now: Image) => (strengths.saturation === 0 ? now : saturation(now, factors[2])),
    (now: Image) => (strengths.hue === 0 ? now : hue(now, turn)),
  ];
  let result = image;
  while (changes.length > 0) {
    for (const change of changes.splice(random.below(changes.length), 1)) result = change(result);
  }
  return result;
}

export const colourJitter: StepDefinition<ColourJitterStep> = {
  fields: {
    brightness: optional(number(0, 10)),
    contrast: optional(number(0, 10)),
    saturation: optional(number(0, 10)),
    hue: optional(number(0, 0.5)),
  },
  change: (step) => {
    const strengths = { brightness: 0, contrast: 0, saturation: 0, hue: 0, ...step };
    return (image, place, key) => jittered(image, strengths, randomStream(place, key));
  },
};

export const photometricDistortion: StepDefinition<PhotometricDistortionStep> = {
  fields: { strength: optional(number(0, 1)) },
  change:
    ({ strength = 0.5 }) =>
    (image, place, key) => {
      const strengths = { brightness: strength, contrast: strength, saturation: strength, hue: 0 };
      return jittered(image, strengths, randomStream(place, key));
    },
};

export const greyscale: StepDefinition<GreyscaleStep> = {
  fields: { probability: number(0, 1) },
  change:
    ({ probability }) =>
    (image, place, key) => {
      return randomStream(place, key).uniform() < probability ? saturation(image, 0) : image;
    },
};
