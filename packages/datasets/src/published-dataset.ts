import { createHash } from 'node:crypto';
import { DataError } from './data-error.ts';
import type { ImageDataset } from './image-dataset.ts';
import { imageSplit } from './image-split.ts';
import type { LoadedFile } from './image-split.ts';
import { readPublishedFile } from './published-file.ts';
import type { PublishedFile, PublishedFiles } from './published-files.ts';

/** Options of {@link readPublishedDataset}. */
export interface ReadPublishedDatasetOptions {
  /** Name of the data set, as in its result. */
  readonly name: string;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** Folder with the four files, unpacked or packed. */
  readonly folder: string;
  /** The four files and their checksums. */
  readonly files: PublishedFiles;
  /** What to do when a file is missing: the end of the error's sentence. */
  readonly remedyMissing: string;
  /** What to do when a file is damaged: the end of the error's sentence. */
  readonly remedyDamaged: string;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a data set of four IDX files, each verified against its published checksums.
 *
 * @param options - The folder and what it should hold.
 * @returns The data set.
 * @throws {@link DataError} when a file is missing or damaged, or when images and labels do not belong together.
 */
export async function readPublishedDataset(options: ReadPublishedDatasetOptions): Promise<ImageDataset> {
  const { name, classNames, folder, files, signal } = options;
  const read = async (published: PublishedFile): Promise<LoadedFile> => {
    const loaded = await readPublishedFile({ folder, published, remedy: options.remedyDamaged, signal });
    if (loaded !== undefined) return loaded;
    throw new DataError(
      `${folder} has neither ${published.name} nor ${published.name}.gz of the data set ${name}; ${options.remedyMissing}.`,
      { file: published.name },
    );
  };
  const classes = classNames.length;
  const train = imageSplit({
    images: await read(files.trainImages),
    labels: await read(files.trainLabels),
    classes,
  });
  const test = imageSplit({
    images: await read(files.testImages),
    labels: await read(files.testLabels),
    classes,
  });
  return { name, classNames, imageShape: train.imageShape, fingerprint: fingerprint(files), train, test };
}

/** Digest of the four digests; reading has just verified these. */
function fingerprint(files: PublishedFiles): string {
  const hash = createHash('sha256');
  for (const { raw } of [files.trainImages, files.trainLabels, files.testImages, files.testLabels]) {
    hash.update(raw.sha256);
  }
  return hash.digest('hex');
}
