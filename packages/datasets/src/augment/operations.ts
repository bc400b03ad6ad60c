import type { Image } from '../image-source.ts';
import { nearestName } from '../nearest-name.ts';
import { rotate, shearX, shearY, translate } from './geometric-operations.ts';
import type { Fill } from './geometric-operations.ts';
import { hue } from './hue.ts';
import { saturation, sharpness } from './neighbour-operations.ts';
import { autocontrast, brightness, contrast, equalize, posterize, solarize } from './point-operations.ts';

type Apply = (image: Image, magnitude: number, fill: Fill) => Image;

const OPERATIONS: Readonly<Record<ImageOperation, Apply>> = {
  identity: (image) => image,
  shearX,
  shearY,
  translateX: (image, pixels, fill) => translate(image, Math.trunc(pixels), 0, fill),
  translateY: (image, pixels, fill) => translate(image, 0, Math.trunc(pixels), fill),
  rotate,
  brightness,
  contrast,
  saturation,
  sharpness,
  hue,
  posterize: (image, bits) => posterize(image, Math.trunc(bits)),
  solarize,
  autocontrast,
  equalize,
};

/** A deterministic operation of {@link applyOperation}. */
export type ImageOperation =
  | 'identity'
  | 'shearX'
  | 'shearY'
  | 'translateX'
  | 'translateY'
  | 'rotate'
  | 'brightness'
  | 'contrast'
  | 'saturation'
  | 'sharpness'
  | 'hue'
  | 'posterize'
  | 'solarize'
  | 'autocontrast'
  | 'equalize';

/** The names of all operations. */
export const IMAGE_OPERATIONS: readonly ImageOperation[] = Object.keys(OPERATIONS) as ImageOperation[];

/** Options of {@link applyOperation}. */
export interface ApplyOperationOptions {
  /** Image to change; it stays as it is. */
  readonly image: Image;
  /** What is done. */
  readonly operation: ImageOperation;
  /**
   * How much: degrees counterclockwise of `rotate`, pixels of `translateX` (right) and `translateY` (down), the slope of `shearX` and
   * `shearY`, the factor of `brightness`, `contrast`, `saturation` and `sharpness` (1 changes nothing), the part of the circle of `hue`
   * in [-0.5, 0.5], the bits kept by `posterize`, the first level that `solarize` inverts.
   * @defaultValue 0; `identity`, `autocontrast` and `equalize` have none
   */
  readonly magnitude?: number | undefined;
  /**
   * Colour of what comes into view from outside.
   * @defaultValue 0, black
   */
  readonly fill?: Fill | undefined;
}

/**
 * Applies one operation as torchvision does to a PIL image, byte for byte, with the nearest pixel for the geometric ones.
 *
 * @param options - The image, the operation and its magnitude.
 * @returns A new image, or the same where nothing changes.
 * @throws RangeError when there is no such operation, or the magnitude is no number.
 */
export function applyOperation(options: ApplyOperationOptions): Image {
  const { image, operation, magnitude = 0, fill = 0 } = options;
  if (!Object.hasOwn(OPERATIONS, operation)) {
    const near = nearestName({ name: String(operation), names: IMAGE_OPERATIONS });
    throw new RangeError(
      `There is no image operation '${String(operation)}'; ${near === undefined ? `expected one of ${IMAGE_OPERATIONS.join(', ')}` : `did you mean '${near}'?`}`,
    );
  }
  if (!Number.isFinite(magnitude))
    throw new RangeError(`magnitude must be a finite number; got ${magnitude}.`);
  return OPERATIONS[operation](image, magnitude, fill);
}
