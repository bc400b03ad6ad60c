import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { DataError } from '../data-error.ts';
import { readFileWithin } from '../file-bytes.ts';
import { gunzipWithin } from '../gzip-bytes.ts';
import type { ImageDataset } from '../image-dataset.ts';
import { imageSplit } from '../image-split.ts';
import type { LoadedFile } from '../image-split.ts';
import { LIMITS } from '../limits.ts';
import { contentFingerprint } from './content-fingerprint.ts';

/** Options of {@link kmnist}. */
export interface KmnistOptions {
  /**
   * Folder with the four official files, unpacked or as `.gz`.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets/kmnist`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /**
   * Whether packed files must be the published ones, by their MD5 sums; false takes files of your own in this format.
   * @defaultValue true
   */
  readonly official?: boolean | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

const CLASS_NAMES: readonly string[] = ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'];
/** Name of a file, and the MD5 of it packed, as torchvision 0.29.2 has it; no sums of the unpacked files are published. */
const FILES: readonly (readonly [string, string])[] = [
  ['train-images-idx3-ubyte', 'bdb82020997e1d708af4cf47b453dcf7'],
  ['train-labels-idx1-ubyte', 'e144d726b3acfaa3e44228e80efcd344'],
  ['t10k-images-idx3-ubyte', '5c965bf0a639b31b8f53240b1b52f4d7'],
  ['t10k-labels-idx1-ubyte', '7320c461ea6c1c855c0b718fb2a4b134'],
];

/**
 * Reads KMNIST: 60,000 training and 10,000 test images of cursive Japanese characters, `[28, 28, 1]`.
 *
 * Packed files are verified by their published MD5 sums. For unpacked ones no sum is published: their format is checked to the byte, and
 * `fingerprint`, a SHA-256 of the content, tells whether two copies are equal.
 *
 * @param options - Where the files are.
 * @returns The data set, about 55 MB.
 * @throws {@link DataError} when a file is missing, damaged, or not the published one.
 * @see Clanuwat et al. 2018, https://arxiv.org/abs/1812.01718
 */
export async function kmnist(options: KmnistOptions = {}): Promise<ImageDataset> {
  const { root = cacheFolder({ name: 'kmnist' }), official = true, signal } = options;
  const files: LoadedFile[] = [];
  for (const [name, md5] of FILES) files.push(await readIdx(join(root, name), md5, official, signal));
  const [trainImages, trainLabels, testImages, testLabels] = files;
  if (
    trainImages === undefined ||
    trainLabels === undefined ||
    testImages === undefined ||
    testLabels === undefined
  ) {
    throw new DataError(`${root} has not the four files of kmnist; give \`root\`, a folder with them.`, {
      file: root,
    });
  }
  const classes = CLASS_NAMES.length;
  const train = imageSplit({ images: trainImages, labels: trainLabels, classes });
  const test = imageSplit({ images: testImages, labels: testLabels, classes });
  return {
    name: 'kmnist',
    classNames: CLASS_NAMES,
    imageShape: train.imageShape,
    fingerprint: contentFingerprint([train, test]),
    train,
    test,
  };
}

async function readIdx(
  raw: string,
  md5: string,
  official: boolean,
  signal: AbortSignal | undefined,
): Promise<LoadedFile> {
  const maxBytes = LIMITS.unpackedMember;
  const expected = 'a file of the data set kmnist, unpacked or as .gz,';
  if (existsSync(raw))
    return { file: raw, bytes: await readFileWithin({ file: raw, maxBytes, expected, signal }) };
  const file = `${raw}.gz`;
  const packed = await readFileWithin({ file, maxBytes, expected, signal });
  const found = createHash('md5').update(packed).digest('hex');
  if (official && found !== md5) {
    throw new DataError(
      `${file} is not the published file: its md5 sum is ${found}, where ${md5} was expected; get it again from its publisher, or say \`official: false\` for files of your own in this format.`,
      { file },
    );
  }
  return { file, bytes: await gunzipWithin({ file, packed, maxBytes }) };
}
