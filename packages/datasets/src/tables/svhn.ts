import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { DataError } from '../data-error.ts';
import { readFileWithin } from '../file-bytes.ts';
import type { ImageDataset, ImageSplit } from '../image-dataset.ts';
import { LIMITS } from '../limits.ts';
import { contentFingerprint } from '../sets/content-fingerprint.ts';
import { matNumbers } from './mat-cursor.ts';
import { readMatFile } from './mat-file.ts';
import type { MatArray } from './mat-file.ts';

/** Options of {@link svhn}. */
export interface SvhnOptions {
  /**
   * Folder with `train_32x32.mat` and `test_32x32.mat`.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets/svhn`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /**
   * Whether the files must be the published ones, by their MD5 sums; false takes files of your own in this format.
   * @defaultValue true
   */
  readonly official?: boolean | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** The files with their MD5 sums as torchvision 0.29.2 has them. */
const FILES = {
  train: ['train_32x32.mat', 'e26dedcc434d2e4c54c9b2d4a06d8373'],
  test: ['test_32x32.mat', 'eb5a983be6a315427106f1b164d9cef3'],
} as const;
const SIZE = 32;
const CLASS_NAMES: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * Reads SVHN's cropped digits: 73,257 training and 26,032 test images of house numbers, `[32, 32, 3]`. The file's label 10 for the digit
 * 0 becomes 0.
 *
 * @param options - Where the files are.
 * @returns The data set, about 305 MB.
 * @throws {@link DataError} when a file is missing, damaged, or not the published one.
 * @see Netzer et al. 2011, "Reading digits in natural images with unsupervised feature learning", section 3
 */
export async function svhn(options: SvhnOptions = {}): Promise<ImageDataset> {
  const { root = cacheFolder({ name: 'svhn' }), official = true, signal } = options;
  const read = async ([name, md5]: readonly [string, string]): Promise<ImageSplit> => {
    const file = join(root, name);
    const bytes = await readFileWithin({
      file,
      maxBytes: LIMITS.matArray,
      expected: 'a file of the data set svhn',
      signal,
    });
    const found = official ? createHash('md5').update(bytes).digest('hex') : md5;
    if (found !== md5) {
      throw new DataError(
        `${file} is not the published file: its md5 sum is ${found}, where ${md5} was expected; get it again from its publisher, or say \`official: false\` for files of your own in this format.`,
        { file },
      );
    }
    return await svhnSplit(bytes, file);
  };
  const train = await read(FILES.train);
  const test = await read(FILES.test);
  return {
    name: 'svhn',
    classNames: CLASS_NAMES,
    imageShape: train.imageShape,
    fingerprint: contentFingerprint([train, test]),
    train,
    test,
  };
}

/**
 * Reads one file of SVHN's cropped digits.
 *
 * @param bytes - The file.
 * @param file - Its path.
 * @returns The images and labels.
 * @throws {@link DataError} when the file is not as it should be.
 */
export async function svhnSplit(bytes: Uint8Array, file: string): Promise<ImageSplit> {
  const arrays = await readMatFile({ bytes, file, wanted: ['X', 'y'] });
  const pixels = pixelsOf(arrays.get('X'), file);
  const length = pixels.length / (SIZE * SIZE * 3);
  const content = arrays.get('y')?.content;
  const values =
    content !== undefined && content.bytes.length <= 8 * length ? matNumbers(content) : undefined;
  if (values?.length !== length) {
    throw new DataError(
      `${file} has ${values?.length ?? 'no'} labels y for ${length} images X, where one for each was expected; get the file again from its publisher.`,
      { file },
    );
  }
  const labels = Uint8Array.from(values, (value, row) => {
    if (Number.isInteger(value) && value >= 1 && value <= 10) return value % 10;
    throw new DataError(
      `${file}: row ${row} has label ${value}, where 1 to 10 is allowed; get the file again from its publisher.`,
      { file, row },
    );
  });
  return { length, imageShape: [SIZE, SIZE, 3], images: rowsFirst(pixels, length), labels };
}

function pixelsOf(array: MatArray | undefined, file: string): Uint8Array {
  const [height, width, channels, length = 1] = array?.shape ?? [];
  const bytes = array?.content?.type === 2 ? array.content.bytes : undefined;
  const regular =
    height === SIZE &&
    width === SIZE &&
    channels === 3 &&
    length > 0 &&
    bytes?.length === SIZE * SIZE * 3 * length;
  if (regular && bytes !== undefined) return bytes;
  throw new DataError(
    `${file} has an array X of ${array?.shape.join(' x ')} and ${bytes?.length ?? 'no'} unsigned bytes, where 32 x 32 x 3 x images were expected; get the file again from its publisher.`,
    { file },
  );
}

/** From the first dimension fastest to channels fastest, then columns. */
function rowsFirst(pixels: Uint8Array, length: number): Uint8Array {
  const images = new Uint8Array(pixels.length);
  const plane = SIZE * SIZE;
  let target = 0;
  for (let image = 0; image < length; image += 1) {
    for (let row = 0; row < SIZE; row += 1) {
      for (let column = 0; column < SIZE; column += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          images[target] = pixels[image * 3 * plane + channel * plane + column * SIZE + row] ?? 0;
          target += 1;
        }
      }
    }
  }
  return images;
}
