import type { Image } from '../image-source.ts';
import { checkedRegion } from './crop.ts';
import type { Region } from './crop.ts';
import { packed, resizeColumns, resizeRows } from './resize-passes.ts';
import type { Rows } from './resize-passes.ts';
import { taps } from './resampling.ts';
import type { ResizeFilter, Taps } from './resampling.ts';

/** Options of {@link resizeImage}. */
export interface ResizeImageOptions {
  /** Image to resize. */
  readonly image: Image;
  /** Height of the result. */
  readonly height: number;
  /** Width of the result. */
  readonly width: number;
  /**
   * Interpolation.
   * @defaultValue 'bilinear'
   */
  readonly filter?: ResizeFilter | undefined;
  /**
   * Resize only this part, as if it had been cut out before.
   * @defaultValue the whole image
   */
  readonly region?: Region | undefined;
  /**
   * Make only this part of the result, as if it were cut out afterwards.
   * @defaultValue all of it
   */
  readonly keep?: Region | undefined;
}

/**
 * Resizes as PIL's `Image.resize` does, byte for byte: antialiased, in fixed point of 22 bits, the result of each of two passes
 * rounded to bytes. Rows are resized first, or columns where the height shrinks by more than twice what the width does: this is the
 * order of Pillow 13, while Pillow up to 12 always began with the rows, and then differs in single levels. The accuracy of a net depends on it: evaluating ResNet-18 with a resize that does not antialias costs 0.8 points.
 *
 * @param options - The image and the size wanted.
 * @returns A new image; the image itself where there is nothing to do.
 * @throws RangeError when a size is no positive integer, or the region does not lie in the image.
 */
export function resizeImage(options: ResizeImageOptions): Image {
  const { image, height, width, filter = 'bilinear' } = options;
  for (const [name, size] of [
    ['height', height],
    ['width', width],
  ] as const) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`${name} must be a positive whole number of pixels; got ${size}.`);
    }
  }
  if (filter !== 'bilinear' && filter !== 'bicubic') {
    throw new RangeError(`filter must be 'bilinear' or 'bicubic'; got '${String(filter)}'.`);
  }
  const { channels } = image;
  const region = checkedRegion(
    image,
    options.region ?? { top: 0, left: 0, height: image.height, width: image.width },
  );
  const whole: Region = { top: 0, left: 0, height, width };
  const keep = checkedRegion(whole, options.keep ?? whole);
  const unchanged = [region, keep, whole].every(
    (part) => part.height === image.height && part.width === image.width,
  );
  if (unchanged) return image;

  const across =
    region.width === width && keep.width === width
      ? undefined
      : taps({ input: region.width, output: width, filter, from: keep.left, length: keep.width });
  const down =
    region.height === height && keep.height === height
      ? undefined
      : taps({ input: region.height, output: height, filter, from: keep.top, length: keep.height });
  const stride = image.width * channels;
  const part: Rows = {
    pixels: image.pixels,
    start: region.top * stride + region.left * channels,
    stride,
    rows: region.height,
    rowBytes: region.width * channels,
    channels,
  };
  const columnsFirst = region.height > height && region.height - height > 2 * (region.width - width);
  const done = columnsFirst
    ? resizeRows(resizeColumns(part, down), across)
    : resizedRowsFirst(part, across, down);
  return { height: keep.height, width: keep.width, channels, pixels: packed(done) };
}

/** Makes only the rows that the second pass reads. */
function resizedRowsFirst(part: Rows, across: Taps | undefined, down: Taps | undefined): Rows {
  if (down === undefined || across === undefined) return resizeColumns(resizeRows(part, across), down);
  const last = down.first.length - 1;
  const from = down.first[0] ?? 0;
  const rows = (down.first[last] ?? 0) + (down.count[last] ?? 0) - from;
  const used = { ...part, start: part.start + from * part.stride, rows };
  return resizeColumns(resizeRows(used, across), { ...down, first: down.first.map((first) => first - from) });
}

/** Options of {@link resizeShortSide}. */
export interface ResizeShortSideOptions {
  /** Image to resize. */
  readonly image: Image;
  /** Length of the shorter side of the result. */
  readonly size: number;
  /**
   * Interpolation.
   * @defaultValue 'bilinear'
   */
  readonly filter?: ResizeFilter | undefined;
}

/**
 * Resizes so that the shorter side has a given length, and keeps the shape; the longer side is rounded down, as in torchvision's `Resize`.
 *
 * @param options - The image and the length.
 * @throws RangeError when the size is no positive integer.
 */
export function resizeShortSide(options: ResizeShortSideOptions): Image {
  const { image, size, filter } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`size must be a positive whole number of pixels; got ${size}.`);
  }
  return resizeImage({ image, ...shortSideSize(image, size), filter });
}

/** Height and width of an image after {@link resizeShortSide}. */
export function shortSideSize(
  { height, width }: Pick<Image, 'height' | 'width'>,
  size: number,
): Pick<Image, 'height' | 'width'> {
  const long = Math.trunc((size * Math.max(height, width)) / Math.min(height, width));
  return height < width ? { height: size, width: long } : { height: long, width: size };
}
