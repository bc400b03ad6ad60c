import type { ImageDataset, ImageSplit } from '../image-dataset.ts';
import { contentFingerprint } from './content-fingerprint.ts';

/** Images and labels of your own. */
export interface ArraySplit {
  /** Pixels, whole numbers in [0, 255], `[length, height, width, channels]`, last dimension fastest. */
  readonly images: ArrayLike<number>;
  /** Class of each image, a whole number from 0. */
  readonly labels: ArrayLike<number>;
}

/** Options of {@link fromArrays}. */
export interface FromArraysOptions {
  /**
   * Name of the data set, for messages.
   * @defaultValue 'arrays'
   */
  readonly name?: string | undefined;
  /** `[height, width, channels]` of every image. */
  readonly imageShape: readonly [number, number, number];
  /**
   * What each label stands for.
   * @defaultValue the numbers from 0 to the largest label
   */
  readonly classNames?: readonly string[] | undefined;
  /** Images to train on. */
  readonly train: ArraySplit;
  /** Images to measure the result on. */
  readonly test: ArraySplit;
}

/**
 * Makes a data set out of arrays. Bytes are taken as they are, not copied; other numbers are checked and copied.
 *
 * @param options - Images and labels.
 * @returns The data set.
 * @throws RangeError when counts do not agree, a pixel is no whole number in [0, 255], or a label names no class.
 */
export function fromArrays(options: FromArraysOptions): ImageDataset {
  const { name = 'arrays', imageShape } = options;
  const [height, width, channels] = imageShape;
  for (const [axis, size] of Object.entries({ height, width, channels })) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`${axis} in imageShape must be a positive whole number; got ${size}.`);
    }
  }
  const classNames = options.classNames ?? numbered([options.train, options.test]);
  if (classNames.length < 1 || classNames.length > 256) {
    throw new RangeError(`A data set in memory has 1 to 256 classes; got ${classNames.length} class names.`);
  }
  const split = (which: 'train' | 'test'): ImageSplit => {
    const { images, labels } = options[which];
    const size = height * width * channels;
    if (images.length !== labels.length * size || labels.length === 0) {
      throw new RangeError(
        `${which} has ${labels.length} labels and ${images.length} pixels; expected at least 1 label, and ${size} pixels (${imageShape.join(' x ')}) for each.`,
      );
    }
    return {
      length: labels.length,
      imageShape,
      images: images instanceof Uint8Array ? images : bytes(images, `${which}.images`, 256),
      labels: bytes(labels, `${which}.labels`, classNames.length),
    };
  };
  const train = split('train');
  const test = split('test');
  return { name, classNames, imageShape, fingerprint: contentFingerprint([train, test]), train, test };
}

function bytes(values: ArrayLike<number>, name: string, end: number): Uint8Array {
  const result = new Uint8Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === undefined || !Number.isInteger(value) || value < 0 || value >= end) {
      throw new RangeError(`${name}[${index}] is ${value}; expected a whole number from 0 to ${end - 1}.`);
    }
    result[index] = value;
  }
  return result;
}

function numbered(splits: readonly ArraySplit[]): string[] {
  let largest = 0;
  for (const { labels } of splits) {
    for (let index = 0; index < labels.length; index += 1) largest = Math.max(largest, labels[index] ?? 0);
  }
  return Array.from({ length: Math.min(256, Math.floor(largest) + 1 || 1) }, (_, label) => String(label));
}
