import type { Image, ImageSource } from '../image-source.ts';

/** A sample of a source. */
export interface LabelledImage extends Image {
  /** Index in the source. */
  readonly index: number;
  /** Class, an index into the source's class names. */
  readonly label: number;
}

/**
 * Goes through the samples of a source, one after the other.
 *
 * @param source - The samples.
 * @param indices - Which ones and in which order; all in order where nothing is given.
 * @returns The decoded images with their labels.
 * @throws {@link DataError} at the first image that is damaged.
 */
export async function* imagesOf(
  source: ImageSource,
  indices: Iterable<number> = new Uint32Array(source.length).keys(),
): AsyncGenerator<LabelledImage, void, undefined> {
  for (const index of indices) {
    yield { ...(await source.read(index)), index, label: source.label(index) };
  }
}
