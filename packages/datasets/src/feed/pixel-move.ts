import { augmentationSteps } from '../augment/augmentation.ts';
import type { AugmentImage } from '../augment/augmentation.ts';
import { padCropCorner } from '../augment/crop-steps.ts';
import { isFlipped, isFlippedInTurn } from '../augment/flip-steps.ts';
import { filled } from '../augment/geometric-operations.ts';
import { streamKey } from '../augment/random-stream.ts';
import type { AugmentationPlace } from '../augment/random-stream.ts';
import type { Augmentation, PadCropStep } from '../augment/steps.ts';

/** Where the pixels of an image go that is moved first and then mirrored. */
export interface PixelMove {
  /** Row of the image that becomes the first; negative where that is a border. */
  readonly top: number;
  /** Column of the image that becomes the first. */
  readonly left: number;
  /** Whether left and right are exchanged. */
  readonly mirrored: boolean;
  /** Colour of the border, one level for each channel. */
  readonly fill: Uint8Array;
}

/** Draws the move of an image. */
export type DrawMove = (place: AugmentationPlace, channels: number) => PixelMove;

/**
 * The moves of an augmentation that does nothing but move and mirror images: those of CIFAR, `padCrop` and then `flip`. Its images are then
 * written into a batch without images in between. They are those of the augmentation itself, to the last bit.
 *
 * @param augment - An augmentation.
 * @returns undefined where it does anything else.
 */
export function pixelMoves(augment: AugmentImage): DrawMove | undefined {
  const steps = augmentationSteps(augment);
  const [first, second] = steps ?? [];
  if (first === undefined || steps === undefined || steps.length > 2) return undefined;
  const crop = first.type === 'padCrop' ? first : undefined;
  const flips = crop ? second : first;
  const isMirrored = flips && mirroring(flips);
  if (crop?.border === 'reflect' || (flips && !isMirrored) || (!crop && second)) return undefined;
  const fills = fillsOf(crop);
  const key = streamKey('padCrop', 0);
  return (place, channels) => ({
    ...(crop ? padCropCorner(crop.padding, place, key) : { top: 0, left: 0 }),
    mirrored: isMirrored?.(place) ?? false,
    fill: fills(channels),
  });
}

function mirroring(step: Augmentation): ((place: AugmentationPlace) => boolean) | undefined {
  const key = streamKey(step.type, 0);
  if (step.type === 'alternatingFlip') return (place) => isFlippedInTurn(place, key);
  if (step.type !== 'flip') return undefined;
  const { probability = 0.5 } = step;
  return (place) => isFlipped(probability, place, key);
}

function fillsOf(crop: PadCropStep | undefined): (channels: number) => Uint8Array {
  const known = new Map<number, Uint8Array>();
  return (channels) => {
    const before = known.get(channels);
    if (before) return before;
    const pixel = { height: 1, width: 1, channels, pixels: new Uint8Array(channels) };
    const fill = filled(pixel, crop?.fill ?? 0);
    known.set(channels, fill);
    return fill;
  };
}
