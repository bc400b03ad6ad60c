import { createHash } from 'node:crypto';
import type { Image, ImageSource } from '../image-source.ts';
import { sampleIndex } from './index-range.ts';

/** Options of {@link synthetic}. */
export interface SyntheticOptions {
  /** Number of images. */
  readonly length: number;
  /** `[height, width, channels]`. */
  readonly imageShape: readonly [number, number, number];
  /**
   * Number of classes.
   * @defaultValue 10
   */
  readonly classes?: number | undefined;
  /**
   * Which noise.
   * @defaultValue 0
   */
  readonly seed?: number | undefined;
}

/**
 * Makes up images of any shape and number, for benchmarks: noise around a brightness that depends on the class, so that a net can
 * learn something. Image `i` has class `i` modulo the classes, and depends on seed and index alone. Nothing is kept.
 *
 * @param options - The shape and the number.
 * @returns The source.
 * @throws RangeError when a size, the length or the number of classes is no positive whole number.
 */
export function synthetic(options: SyntheticOptions): ImageSource {
  const { length, imageShape, classes = 10, seed = 0 } = options;
  const [height, width, channels] = imageShape;
  for (const [name, value] of Object.entries({ length, height, width, channels, classes })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name} must be a positive whole number; got ${value}.`);
    }
  }
  const size = height * width * channels;
  if (size > 2 ** 28)
    throw new RangeError(`imageShape must make at most ${2 ** 28} pixels an image; got ${size}.`);
  const read = (index: number): Image => {
    const brightness = Math.floor((128 * (sampleIndex(index, length) % classes)) / classes);
    const pixels = new Uint8Array(size);
    let state = (Math.imul(index + 1, 0x9e37_79b9) ^ Math.imul(seed + 1, 0x85eb_ca6b)) >>> 0 || 1;
    for (let place = 0; place < size; place += 1) {
      // xorshift32
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      pixels[place] = brightness + ((state >>> 24) & 127);
    }
    return { height, width, channels, pixels };
  };
  const description = JSON.stringify([length, imageShape, classes, seed]);
  return {
    length,
    classNames: Array.from({ length: classes }, (_, label) => `class ${label}`),
    imageShape,
    fingerprint: `synthetic:${createHash('sha256').update(description).digest('hex')}`,
    label: (index) => sampleIndex(index, length) % classes,
    nameOf: (index) => `synthetic ${sampleIndex(index, length)}`,
    read,
  };
}
