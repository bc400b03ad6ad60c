import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readFileWithin } from '../file-bytes.ts';
import type { ImageSource } from '../image-source.ts';
import { LIMITS } from '../limits.ts';
import { encodedSource } from '../sets/encoded-source.ts';
import type { NameList } from './name-list.ts';

/** Options of {@link namedFiles}. */
export interface NamedFilesOptions {
  /** Folder that the names start from. */
  readonly root: string;
  /** Path of each image in it. */
  readonly names: NameList;
  /** Class of each image. */
  readonly labels: ArrayLike<number>;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /**
   * What else tells whether data are equal, where the names do not tell the labels.
   * @defaultValue nothing
   */
  readonly hashed?: Uint8Array;
}

/** A source of image files that are known by their names alone; its fingerprint is of these. */
export function namedFiles(options: NamedFilesOptions): ImageSource {
  const { root, names, labels, classNames, hashed = new Uint8Array() } = options;
  const hash = createHash('sha256').update(JSON.stringify(classNames)).update(hashed);
  for (const part of names.content()) hash.update(part);
  return encodedSource({
    labels,
    classNames,
    fingerprint: `names-sha256:${hash.digest('hex')}`,
    nameOf: (index) => join(root, names.at(index)),
    bytesOf: async (index) =>
      await readFileWithin({
        file: join(root, names.at(index)),
        maxBytes: LIMITS.encodedImage,
        expected: 'an image',
      }),
  });
}
