import type { Image } from '../image-source.ts';
import type { Fill } from './geometric-operations.ts';
import { filled } from './geometric-operations.ts';

/** Options of {@link padCropped}. */
export interface PadCropOptions {
  readonly image: Image;
  /** Row of the image that becomes the first; negative where it is a padded one. */
  readonly top: number;
  /** Column of the image that becomes the first. */
  readonly left: number;
  readonly border: 'fill' | 'reflect';
  readonly fill: Fill;
}

/** An image of the same size, moved, with its border filled; no larger image is made on the way. */
export function padCropped({ image, top, left, border, fill }: PadCropOptions): Image {
  const { height, width, channels, pixels } = image;
  if (top === 0 && left === 0) return image;
  if (border === 'reflect') return reflected(image, top, left);
  const out = fill === 0 ? new Uint8Array(pixels.length) : filled(image, fill);
  const first = Math.max(0, left);
  const count = (Math.min(width, width + left) - first) * channels;
  if (count <= 0) return { ...image, pixels: out };
  for (let row = Math.max(0, -top); row < Math.min(height, height - top); row += 1) {
    const from = ((row + top) * width + first) * channels;
    out.set(pixels.subarray(from, from + count), (row * width + first - left) * channels);
  }
  return { ...image, pixels: out };
}

function reflected(image: Image, top: number, left: number): Image {
  const { height, width, channels, pixels } = image;
  const out = new Uint8Array(pixels.length);
  const columns = Int32Array.from(
    { length: width },
    (_, column) => mirrored(column + left, width) * channels,
  );
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    const from = mirrored(row + top, height) * width * channels;
    for (let column = 0; column < width; column += 1) {
      const at = from + (columns[column] as number);
      for (let channel = 0; channel < channels; channel += 1, to += 1)
        out[to] = pixels[at + channel] as number;
    }
  }
  return { ...image, pixels: out };
}

/** The place within [0, length) of a mirror image; the edge is not repeated. */
function mirrored(place: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((place % period) + period) % period;
  return within < length ? within : period - within;
}
