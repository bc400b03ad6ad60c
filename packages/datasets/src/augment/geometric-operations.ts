import type { Image } from '../image-source.ts';

/** Colour of what comes into view from outside: one level, or one for each channel. */
export type Fill = number | readonly number[];

/** An output pixel (x, y) is taken from (a x + b y + c, d x + e y + f). */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** torchvision's `rotate` of a PIL image: counterclockwise about the middle, nearest pixel, of the same size. */
export function rotate(image: Image, degrees: number, fill: Fill): Image {
  const turn = ((degrees % 360) + 360) % 360;
  const { height, width } = image;
  if (turn === 0) return image;
  if (turn === 180) return affine(image, [-1, 0, width, 0, -1, height], fill);
  if (turn === 90 && height === width) return affine(image, [0, -1, width, 1, 0, 0], fill);
  if (turn === 270 && height === width) return affine(image, [0, 1, 0, -1, 0, height], fill);
  const angle = -((turn * Math.PI) / 180);
  const cosine = digits(Math.cos(angle));
  const sine = digits(Math.sin(angle));
  const x = width / 2;
  const y = height / 2;
  return affine(
    image,
    [cosine, sine, -cosine * x - sine * y + x, -sine, cosine, sine * x - cosine * y + y],
    fill,
  );
}

/** Python's `round(value, 15)`. */
const digits = (value: number): number => Number(value.toFixed(15));

/** Every row moved to the left by `factor` times its number, nearest pixel. */
export const shearX = (image: Image, factor: number, fill: Fill): Image =>
  affine(image, [1, factor, 0, 0, 1, 0], fill);

/** Every column moved up by `factor` times its number, nearest pixel. */
export const shearY = (image: Image, factor: number, fill: Fill): Image =>
  affine(image, [1, 0, 0, factor, 1, 0], fill);

/** Moved by whole pixels, to the right and down. */
export const translate = (image: Image, right: number, down: number, fill: Fill): Image =>
  affine(image, [1, 0, -right, 0, 1, -down], fill);

const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);

/**
 * PIL's `Image.transform` by the nearest pixel: in fixed point of 16 bits, or, without rotation and shear, by adding up floating-point numbers.
 */
function affine(image: Image, [a, b, c, d, e, f]: Matrix, fill: Fill): Image {
  const { height, width, channels, pixels } = image;
  const out = filled(image, fill);
  const straight = b === 0 && d === 0;
  const unit = straight ? 1 : 65536;
  const [stepX, stepY] = straight ? [a, e] : [fixed(a), fixed(e)];
  const [skewX, skewY] = straight ? [0, 0] : [fixed(b), fixed(d)];
  let rowX = straight ? c + a * 0.5 : fixed(c + a * 0.5 + b * 0.5);
  let rowY = straight ? f + e * 0.5 : fixed(f + d * 0.5 + e * 0.5);
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    let x = rowX;
    let y = rowY;
    for (let column = 0; column < width; column += 1, to += channels) {
      const fromX = Math.floor(x / unit);
      const fromY = Math.floor(y / unit);
      if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) {
        const from = (fromY * width + fromX) * channels;
        for (let channel = 0; channel < channels; channel += 1)
          out[to + channel] = pixels[from + channel] as number;
      }
      x += stepX;
      y += skewY;
    }
    rowX += skewX;
    rowY += stepY;
  }
  return { ...image, pixels: out };
}

/** Bytes of one colour. */
export function filled({ channels, pixels }: Image, fill: Fill): Uint8Array {
  const out = new Uint8Array(pixels.length);
  if (typeof fill === 'number') return out.fill(fill);
  for (let at = 0; at < out.length; at += 1) out[at] = fill[at % channels] as number;
  return out;
}
