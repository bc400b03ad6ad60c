import { join } from 'node:path';
import { DataError } from '../data-error.ts';
import type { ImageSource } from '../image-source.ts';
import { LIMITS } from '../limits.ts';
import { byCodeUnit, isImageName } from './image-names.ts';
import { listFolder } from './list-folder.ts';
import { NameList } from './name-list.ts';
import { namedFiles } from './named-files.ts';

/** Options of {@link imageFolder}. */
export interface ImageFolderOptions {
  /** Folder with a folder of images for each class. */
  readonly root: string;
  /**
   * Classes that must be there, in their order, and no others: those of a net that was trained before.
   * @defaultValue the folders' names in code-unit order
   */
  readonly classNames?: readonly string[] | undefined;
  /** Stops the listing. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a source of a folder of images: each folder in it is a class, in code-unit order of the names, and its images, in folders within it
 * too, are sorted. Only names are read, and kept in one buffer: ImageNet's 1.28 million take about 40 MB. Files that are no images by their
 * extension, and hidden ones, are passed over, as torchvision does.
 *
 * Differs: links are errors, where torchvision follows them.
 *
 * @param options - The folder.
 * @returns The source; a damaged image is found when it is read.
 * @throws {@link DataError} when there is no class, a class is empty, two classes' names differ in case or in Unicode form alone, a name
 * is hostile, there is a link, or the classes are not those that were given.
 */
export async function imageFolder(options: ImageFolderOptions): Promise<ImageSource> {
  const { root, signal } = options;
  const { folders } = await listFolder(root);
  if (folders.length === 0) {
    throw new DataError(
      `${root} has no folders, where one folder of images for each class was expected; move the images into folders named after their classes.`,
      { file: root },
    );
  }
  if (folders.length > LIMITS.classes) {
    throw new DataError(
      `${root} has ${folders.length} folders, where at most ${LIMITS.classes} classes are allowed; check the path.`,
      { file: root },
    );
  }
  const classNames = options.classNames ?? folders;
  checkClasses(root, folders, classNames);
  const names = new NameList();
  const labels: Uint32Array[] = [];
  for (const [label, folder] of classNames.entries()) {
    signal?.throwIfAborted();
    const before = names.length;
    await addImages(root, folder, names);
    if (names.length === before) {
      throw new DataError(
        `${join(root, folder)} has no images, where at least 1 was expected in each class; add images or remove the folder.`,
        { file: join(root, folder) },
      );
    }
    labels.push(new Uint32Array(names.length - before).fill(label));
  }
  return namedFiles({ root, names, labels: joined(labels, names.length), classNames });
}

function joined(parts: readonly Uint32Array[], length: number): Uint16Array {
  const labels = new Uint16Array(length);
  let start = 0;
  for (const part of parts) {
    labels.set(part, start);
    start += part.length;
  }
  return labels;
}

/** In the order of torchvision: folder by folder in the order of their whole paths, the names in each sorted. */
async function addImages(root: string, folder: string, names: NameList): Promise<void> {
  const found = new Map<string, readonly string[]>();
  const visit = async (path: string, depth: number): Promise<void> => {
    if (depth > LIMITS.folderDepth) {
      throw new DataError(
        `${join(root, path)} is more than ${LIMITS.folderDepth} folders deep; move the images up.`,
        { file: join(root, path) },
      );
    }
    const content = await listFolder(join(root, path));
    found.set(path, content.files.filter(isImageName));
    for (const inner of content.folders) await visit(`${path}/${inner}`, depth + 1);
  };
  await visit(folder, 1);
  for (const path of [...found.keys()].sort(byCodeUnit)) {
    for (const name of found.get(path) ?? []) names.add(`${path}/${name}`);
  }
}

function checkClasses(root: string, folders: readonly string[], classNames: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const folder of folders) {
    const key = folder.normalize('NFC').toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      throw new DataError(
        `${root} has the folders ${JSON.stringify(other)} and ${JSON.stringify(folder)}, which differ in case or in Unicode form alone; merge them or rename one.`,
        { file: join(root, folder) },
      );
    }
    seen.set(key, folder);
  }
  const missing = classNames.find((name) => !folders.includes(name));
  const extra = folders.find((name) => !classNames.includes(name));
  if (missing === undefined && extra === undefined) return;
  const fault =
    missing === undefined
      ? `the folder ${JSON.stringify(extra)}, which is none of the ${classNames.length} classes expected`
      : `no folder ${JSON.stringify(missing)}, which is one of the ${classNames.length} classes expected`;
  throw new DataError(`${root} has ${fault}; use the classes that the net was trained with.`, { file: root });
}
