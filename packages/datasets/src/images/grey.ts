import type { Image } from '../image-source.ts';

/** PIL's mode `L`: ITU-R 601-2 luma in 16 fractional bits; the bytes themselves where the image is grey. */
export function greyOf({ channels, pixels }: Pick<Image, 'channels' | 'pixels'>): Uint8Array {
  if (channels !== 3) return pixels;
  const grey = new Uint8Array(pixels.length / 3);
  for (let from = 0, to = 0; to < grey.length; from += 3, to += 1) {
    grey[to] =
      ((pixels[from] as number) * 19595 +
        (pixels[from + 1] as number) * 38470 +
        (pixels[from + 2] as number) * 7471 +
        0x8000) >>
      16;
  }
  return grey;
}
