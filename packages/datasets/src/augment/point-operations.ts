import type { Image } from '../image-source.ts';
import { greyOf } from '../images/grey.ts';

/** The same image with every byte looked up in a table of 256 values for each channel. */
function mapped(image: Image, tables: readonly Uint8Array[]): Image {
  const { channels, pixels } = image;
  const out = new Uint8Array(pixels.length);
  for (let channel = 0; channel < channels; channel += 1) {
    const table = tables[channel % tables.length] as Uint8Array;
    for (let at = channel; at < out.length; at += channels) out[at] = table[pixels[at] as number] as number;
  }
  return { ...image, pixels: out };
}

const table = (value: (level: number) => number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, level) => value(level));

/** A float32 to a byte as C does it in PIL: clipped, then cut off. */
export const byte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value));

/** PIL's `Image.blend` of one byte; `factor` is a float32. */
export function blended(from: number, to: number, factor: number): number {
  return byte(Math.fround(from + Math.fround(factor * (to - from))));
}

/** PIL's `ImageEnhance.Brightness`: factor 0 is black, 1 the image. */
export function brightness(image: Image, factor: number): Image {
  const share = Math.fround(factor);
  return mapped(image, [table((level) => blended(0, level, share))]);
}

/** PIL's `ImageEnhance.Contrast`: factor 0 is the mean grey of the image, 1 the image. */
export function contrast(image: Image, factor: number): Image {
  const share = Math.fround(factor);
  const grey = greyOf(image);
  let sum = 0;
  for (const level of grey) sum += level;
  const mean = Math.trunc(sum / grey.length + 0.5);
  return mapped(image, [table((level) => blended(mean, level, share))]);
}

/** PIL's `ImageOps.posterize`: keeps the upper bits. */
export function posterize(image: Image, bits: number): Image {
  const mask = 256 - 2 ** (8 - bits);
  return mapped(image, [table((level) => level & mask)]);
}

/** PIL's `ImageOps.solarize`: inverts the levels from the threshold on. */
export function solarize(image: Image, threshold: number): Image {
  return mapped(image, [table((level) => (level < threshold ? level : 255 - level))]);
}

/** The histogram of each channel. */
function histograms({ channels, pixels }: Image): Uint32Array[] {
  return Array.from({ length: channels }, (_, channel) => {
    const counts = new Uint32Array(256);
    for (let at = channel; at < pixels.length; at += channels) {
      const level = pixels[at] as number;
      counts[level] = (counts[level] as number) + 1;
    }
    return counts;
  });
}

/** PIL's `ImageOps.autocontrast`: stretches each channel over all levels. */
export function autocontrast(image: Image): Image {
  return mapped(
    image,
    histograms(image).map((counts) => {
      const low = counts.findIndex((count) => count > 0);
      let high = 255;
      while (high > low && counts[high] === 0) high -= 1;
      if (high <= low) return table((level) => level);
      const scale = 255 / (high - low);
      const offset = -low * scale;
      return table((level) => Math.min(255, Math.max(0, Math.trunc(level * scale + offset))));
    }),
  );
}

/** PIL's `ImageOps.equalize`: gives each channel a flat histogram. */
export function equalize(image: Image): Image {
  return mapped(
    image,
    histograms(image).map((counts) => {
      const used = counts.filter((count) => count > 0);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const step = Math.floor((total - (used.at(-1) ?? 0)) / 255);
      if (used.length <= 1 || step === 0) return table((level) => level);
      let sum = Math.floor(step / 2);
      return table((level) => {
        const value = Math.floor(sum / step);
        sum += counts[level] as number;
        return Math.min(255, value);
      });
    }),
  );
}
