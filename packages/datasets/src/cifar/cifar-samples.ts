import { DataError } from '../data-error.ts';
import type { ImageSplit } from '../image-dataset.ts';
import type { LoadedFile } from '../image-split.ts';

/** Height and width of CIFAR's images. */
export const SIZE = 32;
const PLANE = SIZE * SIZE;
/** Bytes of an image. */
export const PIXELS: number = 3 * PLANE;

/** Samples of a file, as they are stored: each image as a plane of red, one of green and one of blue. */
export interface CifarSamples {
  /** Path, for errors. */
  readonly file: string;
  /** Number of samples. */
  readonly length: number;
  /** The label of a sample. */
  label(row: number): number;
  /** The planes of a sample, a view. */
  planes(row: number): Uint8Array;
}

/** Options of {@link binarySamples}. */
export interface BinarySamplesOptions extends LoadedFile {
  /** Number of classes that each byte of label counts. */
  readonly labelClasses: readonly number[];
  /** Which of these bytes is the label. */
  readonly labelAt: number;
}

/**
 * Reads a file of CIFAR's binary form: records of one or two bytes of label and 3,072 of pixels.
 *
 * @param options - The bytes and what the labels count.
 * @returns Views of the records.
 * @throws {@link DataError} when the size is no number of records, or a label names no class.
 */
export function binarySamples(options: BinarySamplesOptions): CifarSamples {
  const { bytes, file, labelClasses, labelAt } = options;
  const record = labelClasses.length + PIXELS;
  const length = Math.floor(bytes.length / record);
  if (length === 0 || bytes.length % record !== 0) {
    throw new DataError(
      `${file} has ${bytes.length} bytes, where one or more records of ${record} bytes were expected; it is cut short or no CIFAR file: get it again from its publisher.`,
      { file, offset: length * record, row: length },
    );
  }
  for (let row = 0; row < length; row += 1) {
    for (const [place, classes] of labelClasses.entries()) {
      const offset = row * record + place;
      checkLabel({ file, row, offset, label: bytes[offset], classes });
    }
  }
  return {
    file,
    length,
    label: (row) => bytes[row * record + labelAt] ?? 0,
    planes: (row) => bytes.subarray(row * record + labelClasses.length, (row + 1) * record),
  };
}

/** Options of {@link checkLabel}. */
export interface CheckLabelOptions {
  /** Path, for errors. */
  readonly file: string;
  /** The sample. */
  readonly row: number;
  /** Where its label is, if that is known. */
  readonly offset?: number;
  /** What was found. */
  readonly label: unknown;
  /** Number of classes. */
  readonly classes: number;
}

/**
 * Checks that a label names a class.
 *
 * @param options - The label and the number of classes.
 * @returns The label.
 * @throws {@link DataError} when it is no whole number from 0 to below the number of classes.
 */
export function checkLabel(options: CheckLabelOptions): number {
  const { file, row, label, classes } = options;
  if (typeof label === 'number' && Number.isInteger(label) && label >= 0 && label < classes) return label;
  const found = typeof label === 'number' || typeof label === 'bigint' ? String(label) : 'that is no number';
  throw new DataError(
    `${file}: row ${row} has label ${found}, where 0 to ${classes - 1} is allowed; correct the file or get it again.`,
    { file, row, ...(options.offset === undefined ? {} : { offset: options.offset }) },
  );
}

/**
 * Joins files of samples into a split, pixels with their three channels together.
 *
 * @param files - The files, in order.
 * @returns The split, `[32, 32, 3]`.
 */
export function cifarSplit(files: readonly CifarSamples[]): ImageSplit {
  const length = files.reduce((sum, file) => sum + file.length, 0);
  const images = new Uint8Array(length * PIXELS);
  const labels = new Uint8Array(length);
  let index = 0;
  for (const file of files) {
    for (let row = 0; row < file.length; row += 1) {
      labels[index] = file.label(row);
      interleave(file.planes(row), images, index * PIXELS);
      index += 1;
    }
  }
  return { length, imageShape: [SIZE, SIZE, 3], images, labels };
}

function interleave(planes: Uint8Array, images: Uint8Array, start: number): void {
  for (let pixel = 0, target = start; pixel < PLANE; pixel += 1, target += 3) {
    images[target] = planes[pixel] ?? 0;
    images[target + 1] = planes[PLANE + pixel] ?? 0;
    images[target + 2] = planes[2 * PLANE + pixel] ?? 0;
  }
}
