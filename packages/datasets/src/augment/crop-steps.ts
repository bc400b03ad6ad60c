import { resizeImage, shortSideSize } from '../images/resize.ts';
import { centreRegion } from '../images/crop.ts';
import type { Region } from '../images/crop.ts';
import { padCropped } from './pad-crop.ts';
import { randomStream } from './random-stream.ts';
import type { AugmentationPlace } from './random-stream.ts';
import { resizedCropRegion } from './resized-crop-region.ts';
import type { StepDefinition } from './step-definition.ts';
import { colour, optional, pixels, range, whole, word } from './step-fields.ts';
import type {
  CentreCropStep,
  PadCropStep,
  RandomCropStep,
  RandomResizedCropStep,
  ResizeShortSideStep,
  ResizeStep,
  ScaleJitterStep,
} from './steps.ts';

const filter = optional(word('bilinear', 'bicubic'));

/** Row and column of an image that its crop begins with; negative in the padding. */
export function padCropCorner(
  padding: number,
  place: AugmentationPlace,
  key: number,
): Pick<Region, 'top' | 'left'> {
  const random = randomStream(place, key);
  const top = random.below(2 * padding + 1) - padding;
  return { top, left: random.below(2 * padding + 1) - padding };
}

export const padCrop: StepDefinition<PadCropStep> = {
  fields: { padding: whole(1, 1024), border: optional(word('fill', 'reflect')), fill: optional(colour) },
  change:
    ({ padding, border = 'fill', fill = 0 }) =>
    (image, place, key) =>
      padCropped({ image, ...padCropCorner(padding, place, key), border, fill }),
};

export const randomResizedCrop: StepDefinition<RandomResizedCropStep> = {
  fields: {
    size: pixels,
    area: optional(range(0, 1)),
    ratio: optional(range(0, 100)),
    filter: optional(word('bilinear', 'bicubic', 'random')),
  },
  change:
    ({ size, area = [0.08, 1], ratio = [3 / 4, 4 / 3], filter: wanted = 'bilinear' }) =>
    (image, place, key) => {
      const random = randomStream(place, key);
      const region = resizedCropRegion({ size: image, area, ratio, random });
      const drawn = random.below(2) === 0 ? 'bilinear' : 'bicubic';
      return resizeImage({
        image,
        height: size,
        width: size,
        region,
        filter: wanted === 'random' ? drawn : wanted,
      });
    },
};

export const scaleJitter: StepDefinition<ScaleJitterStep> = {
  fields: { from: pixels, to: pixels, filter },
  resizing: ({ from, to, filter: wanted = 'bilinear' }) => {
    if (from > to) {
      throw new RangeError(
        `scaleJitter draws from [from, to], and from is ${from}, more than to, ${to}; exchange them.`,
      );
    }
    return (size, place, key) => ({
      ...shortSideSize(size, from + randomStream(place, key).below(to - from + 1)),
      filter: wanted,
    });
  },
};

export const resizeShortSide: StepDefinition<ResizeShortSideStep> = {
  fields: { size: pixels, filter },
  resizing:
    ({ size: side, filter: wanted = 'bilinear' }) =>
    (size) => ({ ...shortSideSize(size, side), filter: wanted }),
};

export const resize: StepDefinition<ResizeStep> = {
  fields: { height: pixels, width: pixels, filter },
  resizing:
    ({ height, width, filter: wanted = 'bilinear' }) =>
    () => ({ height, width, filter: wanted }),
};

export const randomCrop: StepDefinition<RandomCropStep> = {
  fields: { size: pixels },
  cropping:
    ({ size: side }) =>
    ({ height, width }, place, key) => {
      if (height < side || width < side) {
        throw new RangeError(
          `randomCrop of ${side} x ${side} pixels does not fit into an image of ${height} x ${width}; resize before it.`,
        );
      }
      const random = randomStream(place, key);
      const top = random.below(height - side + 1);
      return { top, left: random.below(width - side + 1), height: side, width: side };
    },
};

export const centreCrop: StepDefinition<CentreCropStep> = {
  fields: { size: pixels },
  cropping:
    ({ size: side }) =>
    (size) =>
      centreRegion(size, side),
};
