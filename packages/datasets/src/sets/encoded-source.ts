import { DataError } from '../data-error.ts';
import type { Image, ImageSource } from '../image-source.ts';
import { decodeImage } from '../images/decode-image.ts';
import { LIMITS } from '../limits.ts';
import { sampleIndex } from './index-range.ts';

/** Options of {@link encodedSource}. */
export interface EncodedSourceOptions {
  /** Class of each image. */
  readonly labels: ArrayLike<number>;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** Says whether data are equal. */
  readonly fingerprint: string;
  /** Name of an image, for messages. */
  readonly nameOf: (index: number) => string;
  /** Reads an image as it is stored: JPEG, PNG and the like. */
  readonly bytesOf: (index: number) => Promise<Uint8Array>;
}

/**
 * A source of encoded images, whatever holds them; they are decoded to three channels.
 *
 * @param options - The labels, and how to read an image.
 * @returns The source.
 */
export function encodedSource(options: EncodedSourceOptions): ImageSource {
  const { labels, classNames, fingerprint } = options;
  const { length } = labels;
  const nameOf = (index: number): string => options.nameOf(sampleIndex(index, length));
  const read = async (index: number): Promise<Image> => {
    const name = nameOf(index);
    const bytes = await options.bytesOf(index);
    if (bytes.length === 0 || bytes.length > LIMITS.encodedImage) {
      throw new DataError(
        `${name} has ${bytes.length} bytes, where an encoded image of 1 to ${LIMITS.encodedImage} was expected; replace or remove it.`,
        { file: name, row: index },
      );
    }
    return await decodeImage({ bytes, name, channels: 3 });
  };
  return {
    length,
    classNames,
    imageShape: [null, null, 3],
    fingerprint,
    label: (index) => labels[sampleIndex(index, length)] ?? 0,
    nameOf,
    read,
  };
}
