import type { ImageDataset, ImageSplit } from '../image-dataset.ts';
import type { Image, ImageSource } from '../image-source.ts';
import { sampleIndex } from './index-range.ts';

/**
 * Gives a split that is held in memory the shape of an {@link ImageSource}.
 *
 * @param dataset - The data set: its name, classes and fingerprint.
 * @param split - `train` or `test`, or a split made out of one of these.
 * @param name - What the split is called in messages and in the fingerprint; by default as given, or `split`.
 * @returns The source; its images are copies.
 */
export function splitSource(
  dataset: ImageDataset,
  split: 'train' | 'test' | ImageSplit,
  name: string = typeof split === 'string' ? split : 'split',
): ImageSource {
  const { images, labels, length, imageShape } = typeof split === 'string' ? dataset[split] : split;
  const [height, width, channels] = imageShape;
  const size = height * width * channels;
  const source: ImageSource = {
    length,
    classNames: dataset.classNames,
    imageShape,
    fingerprint: `sha256:${dataset.fingerprint}/${name}`,
    label: (index) => labels[sampleIndex(index, length)] ?? 0,
    nameOf: (index) => `${dataset.name} ${name} ${sampleIndex(index, length)}`,
    read: (index): Image => {
      const start = sampleIndex(index, length) * size;
      return { height, width, channels, pixels: images.slice(start, start + size) };
    },
  };
  SPLITS.set(source, { images, labels, length, imageShape });
  return source;
}

const SPLITS = new WeakMap<ImageSource, ImageSplit>();

/** The bytes in memory behind a source that {@link splitSource} made; undefined for another source. */
export const splitBehind = (source: ImageSource): ImageSplit | undefined => SPLITS.get(source);
