import type { Image } from '../image-source.ts';

/**
 * torchvision's `adjust_hue` of a PIL image: turns the hue by `factor` of the circle, [-0.5, 0.5]. Hue and saturation are bytes on the
 * way, as in PIL's mode HSV. A grey image stays as it is.
 */
export function hue(image: Image, factor: number): Image {
  if (image.channels !== 3) return image;
  const turn = Math.trunc(factor * 255) & 255;
  const { pixels } = image;
  const out = new Uint8Array(pixels.length);
  for (let at = 0; at < out.length; at += 3) {
    const red = pixels[at] as number;
    const green = pixels[at + 1] as number;
    const blue = pixels[at + 2] as number;
    const value = Math.max(red, green, blue);
    const range = value - Math.min(red, green, blue);
    const saturation = range === 0 ? 0 : Math.trunc(Math.fround(range / value) * 255);
    rgbOf((hueOf(red, green, blue, value, range) + turn) & 255, saturation, value, out, at);
  }
  return { ...image, pixels: out };
}

const { fround } = Math;

/** PIL's `rgb2hsv`, in float32 where it is. */
function hueOf(red: number, green: number, blue: number, value: number, range: number): number {
  if (range === 0) return 0;
  const reds = fround((value - red) / range);
  const greens = fround((value - green) / range);
  const blues = fround((value - blue) / range);
  let angle: number;
  if (red === value) angle = fround(blues - greens);
  else if (green === value) angle = fround(2 + reds - blues);
  else angle = fround(4 + greens - reds);
  return Math.trunc(fround((angle / 6 + 1) % 1) * 255);
}

/** PIL's `hsv2rgb`. */
function rgbOf(hueByte: number, saturation: number, value: number, out: Uint8Array, at: number): void {
  if (saturation === 0) {
    out.fill(value, at, at + 3);
    return;
  }
  const sector = Math.floor((hueByte * 6) / 255);
  const part = fround(fround(fround(hueByte * 6) / 255) - sector);
  const share = fround(saturation / 255);
  const low = Math.round(value * (1 - share));
  const falling = Math.round(value * (1 - share * part));
  const rising = Math.round(value * (1 - share * (1 - part)));
  const which = sector % 6;
  out[at] = which === 0 || which === 5 ? value : which === 1 ? falling : which === 4 ? rising : low;
  out[at + 1] = which === 1 || which === 2 ? value : which === 0 ? rising : which === 3 ? falling : low;
  out[at + 2] = which === 3 || which === 4 ? value : which === 2 ? rising : which === 5 ? falling : low;
}
