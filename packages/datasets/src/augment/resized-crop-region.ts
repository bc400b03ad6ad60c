import type { Region } from '../images/crop.ts';
import type { RandomStream } from './random-stream.ts';
import type { Size } from './step-definition.ts';

/** Options of {@link resizedCropRegion}. */
export interface ResizedCropRegionOptions {
  /** Size of the image. */
  readonly size: Size;
  /** Least and greatest share of the image's area. */
  readonly area: readonly [number, number];
  /** Least and greatest width divided by height. */
  readonly ratio: readonly [number, number];
  readonly random: RandomStream;
}

const TRIES = 10;

const between = (random: RandomStream, low: number, high: number): number =>
  low + (high - low) * random.uniform();

/** The piece of torchvision's `RandomResizedCrop.get_params`. */
export function resizedCropRegion({ size, area, ratio, random }: ResizedCropRegionOptions): Region {
  const least = Math.log(ratio[0]);
  const greatest = Math.log(ratio[1]);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const target = size.height * size.width * between(random, area[0], area[1]);
    const aspect = Math.exp(between(random, least, greatest));
    const width = Math.round(Math.sqrt(target * aspect));
    const height = Math.round(Math.sqrt(target / aspect));
    if (width > 0 && width <= size.width && height > 0 && height <= size.height) {
      const top = random.below(size.height - height + 1);
      return { top, left: random.below(size.width - width + 1), height, width };
    }
  }
  const shape = size.width / size.height;
  const width = shape > ratio[1] ? Math.max(1, Math.round(size.height * ratio[1])) : size.width;
  const height = shape < ratio[0] ? Math.max(1, Math.round(size.width / ratio[0])) : size.height;
  return { top: (size.height - height) >> 1, left: (size.width - width) >> 1, height, width };
}

/** The rectangle of torchvision's `RandomErasing.get_params`; null where ten tries found none. */
export function erasedRegion({ size, area, ratio, random }: ResizedCropRegionOptions): Region | null {
  const least = Math.log(ratio[0]);
  const greatest = Math.log(ratio[1]);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const target = size.height * size.width * between(random, area[0], area[1]);
    const aspect = Math.exp(between(random, least, greatest));
    const height = Math.round(Math.sqrt(target * aspect));
    const width = Math.round(Math.sqrt(target / aspect));
    if (height > 0 && width > 0 && height < size.height && width < size.width) {
      const top = random.below(size.height - height + 1);
      return { top, left: random.below(size.width - width + 1), height, width };
    }
  }
  return null;
}
