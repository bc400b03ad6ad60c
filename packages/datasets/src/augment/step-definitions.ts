import { colourJitter, greyscale, photometricDistortion } from './colour-steps.ts';
import {
  centreCrop,
  padCrop,
  randomCrop,
  randomResizedCrop,
  resize,
  resizeShortSide,
  scaleJitter,
} from './crop-steps.ts';
import { alternatingFlip, flip } from './flip-steps.ts';
import { pcaNoise } from './pca-noise.ts';
import { randAugment, trivialAugment } from './policy-steps.ts';
import { cutout, randomErasing, rotate } from './region-steps.ts';
import type { StepDefinition } from './step-definition.ts';
import type { Augmentation } from './steps.ts';

const DEFINITIONS: {
  readonly [Type in Augmentation['type']]: StepDefinition<Extract<Augmentation, { type: Type }>>;
} = {
  padCrop,
  flip,
  alternatingFlip,
  randomResizedCrop,
  scaleJitter,
  randomCrop,
  resizeShortSide,
  centreCrop,
  resize,
  colourJitter,
  photometricDistortion,
  greyscale,
  pcaNoise,
  randAugment,
  trivialAugment,
  randomErasing,
  cutout,
  rotate,
};

/** The types of all steps of {@link augmentation}. */
export const AUGMENTATION_TYPES: readonly Augmentation['type'][] = Object.keys(
  DEFINITIONS,
) as Augmentation['type'][];

/** What a type of step is and does. */
export function definitionOf(type: Augmentation['type']): StepDefinition<Augmentation> {
  return DEFINITIONS[type] as StepDefinition<Augmentation>;
}
