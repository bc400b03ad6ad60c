import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { DataError } from '../data-error.ts';
import { readFileWithin } from '../file-bytes.ts';
import { LIMITS } from '../limits.ts';
import type { ImageSet } from '../sets/image-set.ts';
import type { FileTree } from './folder-members.ts';
import { treeImages } from './folder-members.ts';
import { isImageName } from './image-names.ts';
import { listFolder } from './list-folder.ts';
import { imageSet, isFolder } from './split-folders.ts';
import { zipIndex } from './zip-index.ts';

/** Options of {@link tinyImageNet}. */
export interface TinyImageNetOptions {
  /**
   * The folder `tiny-imagenet-200`, one with it, the archive `tiny-imagenet-200.zip`, or a folder with that.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets/tiny-imagenet`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

const FOLDER = 'tiny-imagenet-200';
const ANNOTATIONS = 'val/val_annotations.txt';

/**
 * Reads Tiny ImageNet: 100,000 training and 10,000 validation images of 200 classes, JPEG of 64 x 64, from its folder or its zip archive,
 * which is not extracted.
 *
 * @param options - Where it is.
 * @returns The data set; its test images are the published validation images.
 * @throws {@link DataError} when files are missing, the archive is damaged, or the annotations do not fit the images.
 */
export async function tinyImageNet(options: TinyImageNetOptions = {}): Promise<ImageSet> {
  const { root = cacheFolder({ name: 'tiny-imagenet' }), signal } = options;
  const tree = await findTree(root, signal);
  const train = treeImages({ tree, classOf: (name) => /^train\/([^/]+)\/images\/[^/]+$/.exec(name)?.[1] });
  const classes = new Set(train.classNames);
  const annotations = readAnnotations(await tree.read(ANNOTATIONS), `${tree.file}:${ANNOTATIONS}`, classes);
  const test = treeImages({
    tree,
    classNames: train.classNames,
    classOf: (name) => {
      const image = /^val\/images\/([^/]+)$/.exec(name)?.[1];
      if (image === undefined) return undefined;
      const className = annotations.get(image);
      annotations.delete(image);
      if (className !== undefined) return className;
      throw new DataError(
        `${tree.file}: ${name} has no line in ${ANNOTATIONS}; get the data set again from its publisher.`,
        { file: tree.file },
      );
    },
  });
  const [missing] = annotations.keys();
  if (missing !== undefined) {
    throw new DataError(
      `${tree.file} has no val/images/${missing}, which ${ANNOTATIONS} names; get the data set again from its publisher.`,
      { file: tree.file },
    );
  }
  return imageSet('tiny-imagenet', train, test);
}

async function findTree(root: string, signal: AbortSignal | undefined): Promise<FileTree> {
  const wanted = (name: string): boolean =>
    name === ANNOTATIONS ||
    (isImageName(name.slice(name.lastIndexOf('/') + 1)) && /^(?:train|val)\//.test(name));
  for (const folder of [root, join(root, FOLDER)]) {
    if (await isFolder(join(folder, 'train'))) return await folderTree(folder, wanted, signal);
  }
  for (const file of [root, join(root, `${FOLDER}.zip`)]) {
    const found = await lstat(file).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    const prefix = `${FOLDER}/`;
    const archive = await zipIndex({
      file,
      signal,
      wanted: (name) => name.startsWith(prefix) && wanted(name.slice(prefix.length)),
    });
    return {
      file,
      names: archive.names.map((name) => name.slice(prefix.length)),
      read: async (name) => await archive.read(prefix + name),
    };
  }
  throw new DataError(
    `${root} has neither the folder ${FOLDER} nor ${FOLDER}.zip of the data set tiny-imagenet; give \`root\`, one of them or a folder with it.`,
    { file: root },
  );
}

async function folderTree(
  file: string,
  wanted: (name: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<FileTree> {
  const names: string[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    signal?.throwIfAborted();
    const { folders, files } = await listFolder(join(file, path));
    for (const name of files) if (wanted(`${path}/${name}`)) names.push(`${path}/${name}`);
    if (depth < 3) for (const folder of folders) await visit(`${path}/${folder}`, depth + 1);
  };
  for (const part of ['train', 'val']) await visit(part, 1);
  const read = async (name: string): Promise<Uint8Array> =>
    await readFileWithin({
      file: join(file, name),
      maxBytes: LIMITS.encodedImage,
      expected: 'a file of tiny-imagenet',
    });
  return { file, names, read };
}

function readAnnotations(bytes: Uint8Array, file: string, classes: ReadonlySet<string>): Map<string, string> {
  const annotations = new Map<string, string>();
  for (const [row, line] of Buffer.from(bytes).toString('utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const [image = '', className = ''] = line.split('\t');
    if (!isImageName(image) || !classes.has(className) || annotations.has(image)) {
      throw new DataError(
        `${file}: line ${row} is ${JSON.stringify(line.slice(0, 80))}, where a new image and one of the ${classes.size} classes were expected; get the data set again from its publisher.`,
        { file, row },
      );
    }
    annotations.set(image, className);
  }
  return annotations;
}
