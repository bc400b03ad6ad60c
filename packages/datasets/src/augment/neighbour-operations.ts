import type { Image } from '../image-source.ts';
import { greyOf } from '../images/grey.ts';
import { blended } from './point-operations.ts';

/** PIL's `ImageEnhance.Color`: factor 0 is grey, 1 the image. A grey image stays as it is. */
export function saturation(image: Image, factor: number): Image {
  if (image.channels !== 3) return image;
  const share = Math.fround(factor);
  const grey = greyOf(image);
  const { pixels } = image;
  const out = new Uint8Array(pixels.length);
  for (let at = 0; at < out.length; at += 1) {
    out[at] = blended(grey[(at / 3) | 0] as number, pixels[at] as number, share);
  }
  return { ...image, pixels: out };
}

/** PIL's `ImageEnhance.Sharpness`: factor 0 is the image smoothed, 1 the image, 2 sharper. */
export function sharpness(image: Image, factor: number): Image {
  const share = Math.fround(factor);
  const smooth = smoothed(image);
  const { pixels } = image;
  const out = new Uint8Array(pixels.length);
  for (let at = 0; at < out.length; at += 1)
    out[at] = blended(smooth[at] as number, pixels[at] as number, share);
  return { ...image, pixels: out };
}

/** PIL's filter `SMOOTH`: 3 x 3 with the middle counted 5 times, the border left as it is. */
function smoothed({ height, width, channels, pixels }: Image): Uint8Array {
  const out = new Uint8Array(pixels); // a slice of a Buffer would be the same memory
  const row = width * channels;
  for (let line = 1; line < height - 1; line += 1) {
    const end = (line + 1) * row - channels;
    for (let at = line * row + channels; at < end; at += 1) {
      let sum = 4 * (pixels[at] as number);
      for (let from = at - row; from <= at + row; from += row) {
        sum +=
          (pixels[from - channels] as number) +
          (pixels[from] as number) +
          (pixels[from + channels] as number);
      }
      // Rounded; sum / 13 never ends in a half.
      out[at] = Math.floor((2 * sum + 13) / 26);
    }
  }
  return out;
}
