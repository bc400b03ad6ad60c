import { createHash } from 'node:crypto';
import { DataError } from '../data-error.ts';
import type { ImageSource } from '../image-source.ts';
import { encodedSource } from '../sets/encoded-source.ts';
import { byCodeUnit } from './image-names.ts';

/** A tree of files, in an archive or in a folder. */
export interface FileTree {
  /** Path of the archive or the folder. */
  readonly file: string;
  /** Names of its files, with slashes. */
  readonly names: readonly string[];
  /** Reads a file. */
  readonly read: (name: string) => Promise<Uint8Array>;
}

/** Options of {@link treeImages}. */
export interface TreeImagesOptions {
  /** The files. */
  readonly tree: FileTree;
  /** The class of a file by its name; undefined for a file that is not wanted. */
  readonly classOf: (name: string) => string | undefined;
  /**
   * The classes, in order.
   * @defaultValue those that occur, in code-unit order
   */
  readonly classNames?: readonly string[] | undefined;
}

/**
 * Makes a source of the images of a tree: by class, and within one by name.
 *
 * @param options - The files and their classes.
 * @returns The source.
 * @throws {@link DataError} when there are none, a class is none of those given, or one of these is empty.
 */
export function treeImages(options: TreeImagesOptions): ImageSource {
  const { tree, classOf } = options;
  const { file } = tree;
  const images = tree.names.flatMap((name) => {
    const className = classOf(name);
    return className === undefined ? [] : [{ name, className }];
  });
  const classNames =
    options.classNames ?? [...new Set(images.map(({ className }) => className))].sort(byCodeUnit);
  const labelByName = new Map(classNames.map((name, label) => [name, label]));
  const labelled = images.map(({ name, className }) => {
    const label = labelByName.get(className);
    if (label !== undefined) return { name, label };
    throw new DataError(
      `${file}: ${JSON.stringify(name)} is of the class ${JSON.stringify(className)}, which is none of the ${classNames.length} expected; get the data set again from its publisher.`,
      { file },
    );
  });
  const counts = new Uint32Array(classNames.length);
  for (const { label } of labelled) counts[label] = (counts[label] ?? 0) + 1;
  const empty = counts.indexOf(0);
  if (labelled.length === 0 || empty !== -1) {
    const what =
      labelled.length === 0 ? 'no images' : `no images of the class ${JSON.stringify(classNames[empty])}`;
    throw new DataError(
      `${file} has ${what}, where at least 1 was expected; get the data set again from its publisher.`,
      { file },
    );
  }
  labelled.sort((a, b) => a.label - b.label || byCodeUnit(a.name, b.name));
  const hash = createHash('sha256').update(JSON.stringify(classNames));
  for (const { name, label } of labelled) hash.update(`${label} ${name}\n`);
  return encodedSource({
    labels: Uint16Array.from(labelled, ({ label }) => label),
    classNames,
    fingerprint: `names-sha256:${hash.digest('hex')}`,
    nameOf: (index) => `${file}:${labelled[index]?.name}`,
    bytesOf: async (index) => await tree.read(labelled[index]?.name ?? ''),
  });
}
