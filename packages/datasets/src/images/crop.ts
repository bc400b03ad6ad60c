import type { Image } from '../image-source.ts';

/** A rectangle of pixels. */
export interface Region {
  /** First row. */
  readonly top: number;
  /** First column. */
  readonly left: number;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}

/** Checks that a region is made of whole pixels and lies in the image. */
export function checkedRegion(image: Pick<Region, 'height' | 'width'>, region: Region): Region {
  const { top, left, height, width } = region;
  const whole = [top, left, height, width].every((value) => Number.isInteger(value) && value >= 0);
  if (!whole || height < 1 || width < 1 || top + height > image.height || left + width > image.width) {
    throw new RangeError(
      `A region of ${height} x ${width} pixels (height x width) at row ${top}, column ${left} does not lie in an image of ${image.height} x ${image.width}.`,
    );
  }
  return region;
}

/** Options of {@link crop}. */
export interface CropOptions extends Region {
  /** Image to cut from. */
  readonly image: Image;
}

/**
 * Cuts a rectangle out.
 *
 * @param options - The image and the rectangle.
 * @returns A new image.
 * @throws RangeError when the rectangle does not lie in the image.
 */
export function crop(options: CropOptions): Image {
  const { image } = options;
  const { top, left, height, width } = checkedRegion(image, options);
  const { channels } = image;
  const pixels = new Uint8Array(height * width * channels);
  const row = width * channels;
  for (let line = 0; line < height; line += 1) {
    const from = ((top + line) * image.width + left) * channels;
    pixels.set(image.pixels.subarray(from, from + row), line * row);
  }
  return { height, width, channels, pixels };
}

/** Options of {@link centreCrop}. */
export interface CentreCropOptions {
  /** Image to cut from. */
  readonly image: Image;
  /** Side of the square. */
  readonly size: number;
}

/**
 * Cuts the middle square out as torchvision's `CenterCrop` does: halves of a pixel go to the even side, an image that is too small
 * gets a black border.
 *
 * @param options - The image and the side.
 * @returns A new image of `size` x `size`.
 * @throws RangeError when the size is no positive integer.
 */
export function centreCrop(options: CentreCropOptions): Image {
  const { image, size } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`size must be a positive whole number of pixels; got ${size}.`);
  }
  const region = centreRegion(image, size);
  if (region !== null) return crop({ image, ...region });
  const height = Math.max(size, image.height);
  const width = Math.max(size, image.width);
  const large = onBlack(image, height, width, (height - image.height) >> 1, (width - image.width) >> 1);
  return crop({
    image: large,
    top: halfToEven(height - size),
    left: halfToEven(width - size),
    height: size,
    width: size,
  });
}

/** The middle square of an image of a size; null where it is larger than the image. */
export function centreRegion(
  { height, width }: Pick<Region, 'height' | 'width'>,
  size: number,
): Region | null {
  if (size > height || size > width) return null;
  return { top: halfToEven(height - size), left: halfToEven(width - size), height: size, width: size };
}

function onBlack(image: Image, height: number, width: number, top: number, left: number): Image {
  const { channels } = image;
  const pixels = new Uint8Array(height * width * channels);
  const row = image.width * channels;
  for (let line = 0; line < image.height; line += 1) {
    pixels.set(image.pixels.subarray(line * row, (line + 1) * row), ((top + line) * width + left) * channels);
  }
  return { height, width, channels, pixels };
}

/** Python's `round(pixels / 2)`. */
function halfToEven(pixels: number): number {
  const half = pixels >> 1;
  return pixels % 2 === 1 && half % 2 === 1 ? half + 1 : half;
}
