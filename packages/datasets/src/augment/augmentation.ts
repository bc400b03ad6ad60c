import type { Image } from '../image-source.ts';
import { centreCrop as centreCropped, crop } from '../images/crop.ts';
import { resizeImage } from '../images/resize.ts';
import { checkedSteps } from './checked-steps.ts';
import { streamKey } from './random-stream.ts';
import type { AugmentationPlace } from './random-stream.ts';
import { definitionOf } from './step-definitions.ts';
import type { Augmentation } from './steps.ts';

/** Augments one image; the same image and place give the same result, on every machine and in every thread. */
export type AugmentImage = (image: Image, place: AugmentationPlace) => Image;

/**
 * Makes a function of a list of steps. The steps are data: they can be written as JSON, in a recipe or a file, and every key of them
 * is checked here.
 *
 * Each step draws from a stream of its own, which (seed, epoch, index), its type and its number among the steps of that type determine:
 * nothing depends on the number of workers or the order of the images, and adding a step leaves what the others draw as it was.
 * A resize that a crop follows makes only the pixels that the crop keeps.
 *
 * @param steps - What is done, in this order; an empty list leaves images as they are.
 * @throws RangeError when a type or key is unknown (the message names the nearest), or a value is not what it must be.
 */
export function augmentation(steps: readonly Augmentation[]): AugmentImage {
  const stages = fused(checkedSteps(steps).map(stageOf(new Map())));
  const augment: AugmentImage = (image, place) => {
    let result = image;
    for (const stage of stages) result = stage(result, place);
    return result;
  };
  STEPS.set(augment, steps);
  return augment;
}

const STEPS = new WeakMap<AugmentImage, readonly Augmentation[]>();

/** The steps that {@link augmentation} made a function of; undefined for another function. */
export const augmentationSteps = (augment: AugmentImage): readonly Augmentation[] | undefined =>
  STEPS.get(augment);

type Work = ReturnType<typeof definitionOf>;

interface Stage {
  readonly step: Augmentation;
  readonly definition: Work;
  readonly key: number;
}

function stageOf(counts: Map<string, number>): (step: Augmentation) => Stage {
  return (step) => {
    const occurrence = counts.get(step.type) ?? 0;
    counts.set(step.type, occurrence + 1);
    return { step, definition: definitionOf(step.type), key: streamKey(step.type, occurrence) };
  };
}

function fused(stages: readonly Stage[]): AugmentImage[] {
  const made: AugmentImage[] = [];
  for (let place = 0; place < stages.length; place += 1) {
    const [stage, next] = stages.slice(place, place + 2) as [Stage, Stage | undefined];
    const { definition, step, key } = stage;
    const resizing = definition.resizing?.(step);
    const cropping = definition.cropping?.(step);
    const change = definition.change?.(step);
    if (resizing !== undefined) {
      const following = next?.definition.cropping?.(next.step);
      if (following !== undefined && next !== undefined) place += 1;
      made.push((image, at) => {
        const resized = resizing(image, at, key);
        if (following === undefined || next === undefined) return resizeImage({ image, ...resized });
        const keep = following(resized, at, next.key);
        if (keep !== null) return resizeImage({ image, ...resized, keep });
        return onBlack(resizeImage({ image, ...resized }), next.step);
      });
    } else if (cropping !== undefined) {
      made.push((image, at) => {
        const region = cropping(image, at, key);
        return region === null ? onBlack(image, step) : crop({ image, ...region });
      });
    } else if (change !== undefined) {
      made.push((image, at) => change(image, at, key));
    }
  }
  return made;
}

/** Only a crop of the middle may be larger than the image. */
const onBlack = (image: Image, step: Augmentation): Image =>
  step.type === 'centreCrop' ? centreCropped({ image, size: step.size }) : image;
