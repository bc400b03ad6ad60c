import { lstat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DataError } from '../data-error.ts';
import type { ImageSource } from '../image-source.ts';
import type { ImageSet } from '../sets/image-set.ts';
import { imageFolder } from './image-folder.ts';

/** Options of {@link splitFolders}. */
export interface SplitFoldersOptions {
  /** Folder with a folder `train` and one of `val`, `validation` and `test`. */
  readonly root: string;
  /**
   * Name of the data set.
   * @defaultValue the folder's name
   */
  readonly name?: string | undefined;
  /** Stops the listing. */
  readonly signal?: AbortSignal | undefined;
}

/** Folders that hold the images to measure on, the preferred name first. */
const TEST_FOLDERS = ['val', 'validation', 'test'];

/**
 * Whether a path is a folder, itself and not by a link.
 *
 * @param path - The path.
 */
export async function isFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

/**
 * Finds the folders of training and test images.
 *
 * @param root - Where to look.
 * @returns Their paths, or undefined where there is no folder `train`, or none to go with it.
 */
export async function findSplitFolders(root: string): Promise<{ train: string; test: string } | undefined> {
  if (!(await isFolder(join(root, 'train')))) return undefined;
  for (const name of TEST_FOLDERS) {
    if (await isFolder(join(root, name))) return { train: join(root, 'train'), test: join(root, name) };
  }
  return undefined;
}

/**
 * Reads a data set that lies in two folders of images, those to train on and those to measure on, with the same classes.
 *
 * @param options - The folder.
 * @returns The data set.
 * @throws {@link DataError} when a folder is missing or not as {@link imageFolder} needs it, or the classes differ.
 */
export async function splitFolders(options: SplitFoldersOptions): Promise<ImageSet> {
  const { root, name = basename(resolve(root)), signal } = options;
  const folders = await findSplitFolders(root);
  if (folders === undefined) {
    throw new DataError(
      `${root} has no folders train and val (or validation, or test), where both were expected; correct the path.`,
      { file: root },
    );
  }
  const train = await imageFolder({ root: folders.train, signal });
  const test = await imageFolder({ root: folders.test, classNames: train.classNames, signal });
  return imageSet(name, train, test);
}

/**
 * Joins two sources of the same classes.
 *
 * @param name - Name of the data set.
 * @param train - Images to train on.
 * @param test - Images to measure on.
 * @returns The data set.
 * @throws {@link DataError} when their classes differ.
 */
export function imageSet(name: string, train: ImageSource, test: ImageSource): ImageSet {
  const { classNames } = train;
  const differs =
    classNames.length !== test.classNames.length ||
    classNames.some((each, label) => each !== test.classNames[label]);
  if (differs) {
    throw new DataError(
      `The test images of ${name} have the classes ${some(test.classNames)}, and the training images have ${some(classNames)}; use the same classes in the same order.`,
      { file: name },
    );
  }
  return { name, classNames, fingerprint: `${train.fingerprint}+${test.fingerprint}`, train, test };
}

function some(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
