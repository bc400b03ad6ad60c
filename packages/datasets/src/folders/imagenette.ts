import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { lstat } from 'node:fs/promises';
import { DataError } from '../data-error.ts';
import { LIMITS } from '../limits.ts';
import type { ImageSet } from '../sets/image-set.ts';
import { readPackedTar } from '../shards/packed-tar.ts';
import { treeImages } from './folder-members.ts';
import { isImageName } from './image-names.ts';
import { findSplitFolders, imageSet, splitFolders } from './split-folders.ts';

/** Options of {@link imagenette}. */
export interface ImagenetteOptions {
  /**
   * The unpacked folder with `train` and `val`, one with it, or the archive: `imagenette2-160.tgz` and the like, which is held in memory.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets/<name>`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads Imagenette: ten classes of ImageNet that are easy to tell apart, 9,469 training and 3,925 validation images.
 *
 * @param options - Where it is.
 * @returns The data set; its test images are the published validation images.
 * @throws {@link DataError} when files are missing, or the archive is damaged or larger than what is held in memory: unpack it then.
 * @see https://github.com/fastai/imagenette
 */
export async function imagenette(options: ImagenetteOptions = {}): Promise<ImageSet> {
  return await readSet('imagenette', options);
}

/**
 * Reads Imagewoof: ten breeds of dogs of ImageNet, 9,025 training and 3,929 validation images.
 *
 * @param options - Where it is.
 * @returns The data set; its test images are the published validation images.
 * @throws {@link DataError} as {@link imagenette}.
 * @see https://github.com/fastai/imagenette#imagewoof
 */
export async function imagewoof(options: ImagenetteOptions = {}): Promise<ImageSet> {
  return await readSet('imagewoof', options);
}

async function readSet(name: 'imagenette' | 'imagewoof', options: ImagenetteOptions): Promise<ImageSet> {
  const { root = cacheFolder({ name }), signal } = options;
  const versions = ['', '-320', '-160'].map((size) => `${name}2${size}`);
  for (const folder of [root, ...versions.map((version) => join(root, version))]) {
    if ((await findSplitFolders(folder)) !== undefined)
      return await splitFolders({ root: folder, name, signal });
  }
  for (const file of [root, ...versions.map((version) => join(root, `${version}.tgz`))]) {
    const found = await lstat(file).catch(() => undefined);
    if (found?.isFile() === true) return await readArchive(name, file, signal);
  }
  throw new DataError(
    `${root} has neither the folders train and val nor an archive such as ${name}2-160.tgz of the data set ${name}; give \`root\`, one of them or a folder with it.`,
    { file: root },
  );
}

async function readArchive(name: string, file: string, signal: AbortSignal | undefined): Promise<ImageSet> {
  const image = /^[^/]+\/(train|val)\/([^/]+)\/[^/]+$/;
  const { members } = await readPackedTar({
    file,
    wanted: (member) => image.test(member) && isImageName(member.slice(member.lastIndexOf('/') + 1)),
    maxBytes: LIMITS.unpackedImages,
    signal,
  });
  const tree = {
    file,
    names: [...members.keys()],
    read: async (member: string): Promise<Uint8Array> =>
      await Promise.resolve(members.get(member) ?? new Uint8Array()),
  };
  const classOf = (part: string) => (member: string) => {
    const [, which, className] = image.exec(member) ?? [];
    return which === part ? className : undefined;
  };
  const train = treeImages({ tree, classOf: classOf('train') });
  return imageSet(name, train, treeImages({ tree, classOf: classOf('val'), classNames: train.classNames }));
}
