import { createHash } from 'node:crypto';
import type { ImageSplit } from '../image-dataset.ts';
import type { ImageSource } from '../image-source.ts';
import { sampleIndex } from './index-range.ts';

/** Options of {@link subset}. */
export interface SubsetOptions<Split extends ImageSplit | ImageSource> {
  /** Where to choose from. */
  readonly split: Split;
  /** Which samples, in this order; repetitions are allowed. */
  readonly indices: ArrayLike<number>;
}

/**
 * Chooses samples of a split.
 *
 * @param options - The split and the indices.
 * @returns A copy of a split in memory; of a source one that reads through.
 * @throws RangeError when an index names no sample.
 */
export function subset(options: SubsetOptions<ImageSplit>): ImageSplit;
export function subset(options: SubsetOptions<ImageSource>): ImageSource;
export function subset(options: SubsetOptions<ImageSplit | ImageSource>): ImageSplit | ImageSource;
export function subset(options: SubsetOptions<ImageSplit | ImageSource>): ImageSplit | ImageSource {
  const { split } = options;
  const indices = Uint32Array.from(options.indices, (index) => sampleIndex(index, split.length));
  return 'images' in split ? copied(split, indices) : readThrough(split, indices);
}

function copied(split: ImageSplit, indices: Uint32Array): ImageSplit {
  const [height, width, channels] = split.imageShape;
  const size = height * width * channels;
  const images = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  for (const [place, index] of indices.entries()) {
    images.set(split.images.subarray(index * size, (index + 1) * size), place * size);
    labels[place] = split.labels[index] ?? 0;
  }
  return { length: indices.length, imageShape: split.imageShape, images, labels };
}

function readThrough(source: ImageSource, indices: Uint32Array): ImageSource {
  const { length } = indices;
  const origin = (index: number): number => indices[sampleIndex(index, length)] ?? 0;
  const digest = createHash('sha256').update(new Uint8Array(indices.buffer)).digest('hex');
  return {
    length,
    classNames: source.classNames,
    imageShape: source.imageShape,
    fingerprint: `${source.fingerprint}[${digest}]`,
    label: (index) => source.label(origin(index)),
    nameOf: (index) => source.nameOf(origin(index)),
    read: (index) => source.read(origin(index)),
  };
}
