import { DataError } from './data-error.ts';
import { parseIdx } from './idx.ts';
import type { ImageSplit } from './image-dataset.ts';

/** A file that has been read whole. */
export interface LoadedFile {
  /** Path, for error messages. */
  readonly file: string;
  /** Content, unpacked. */
  readonly bytes: Uint8Array;
}

/** Options of {@link imageSplit}. */
export interface ImageSplitOptions {
  /** IDX file of images, `[images, height, width]`. */
  readonly images: LoadedFile;
  /** IDX file of labels, `[images]`. */
  readonly labels: LoadedFile;
  /** Number of classes: labels are below it. */
  readonly classes: number;
}

/**
 * Joins a file of images and the file of their labels.
 *
 * @param options - Both files and the number of classes.
 * @returns The images with one channel, and their labels; both are views of the files' bytes.
 * @throws {@link DataError} when a file is no such IDX file, the counts differ, or a label names no class.
 */
export function imageSplit(options: ImageSplitOptions): ImageSplit {
  const images = parseIdx({ ...options.images, rank: 3 });
  const labels = parseIdx({ ...options.labels, rank: 1 });
  const [count = 0, height = 0, width = 0] = images.shape;
  const [labelCount = 0] = labels.shape;
  if (count !== labelCount) {
    throw new DataError(
      `${options.labels.file} has ${labelCount} labels and ${options.images.file} has ${count} images, where one label for each image was expected; take both from the same data set and split.`,
      { file: options.labels.file, offset: 4 },
    );
  }
  const { classes } = options;
  const row = labels.data.findIndex((label) => label >= classes);
  if (row !== -1) {
    throw new DataError(
      `${options.labels.file}: row ${row} has label ${labels.data[row]}, where 0 to ${classes - 1} is allowed; correct the file or get it again.`,
      { file: options.labels.file, offset: 8 + row },
    );
  }
  return { length: count, imageShape: [height, width, 1], images: images.data, labels: labels.data };
}
