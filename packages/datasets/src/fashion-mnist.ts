import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import type { DownloadPatience } from './download/download-file.ts';
import { downloadPublished } from './download/download-published.ts';
import type { DownloadProgress } from './download/download-published.ts';
import { publishedSet } from './download/published-names.ts';
import type { PublishedSet } from './download/published-set.ts';
import { FASHION_MNIST_FILES } from './fashion-mnist-files.ts';
import type { ImageDataset } from './image-dataset.ts';
import { readPublishedDataset } from './published-dataset.ts';
import type { PublishedFiles } from './published-files.ts';

/** Options of {@link fashionMnist}. */
export interface FashionMnistOptions {
  /**
   * Folder with the four official files, unpacked or as `.gz`; with `download`, missing ones are put there.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets/fashion-mnist`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /**
   * Whether files that are missing may be fetched from the official host (31 MB).
   * @defaultValue false
   */
  readonly download?: boolean | undefined;
  /**
   * Told how far the download has come.
   * @defaultValue none
   */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /**
   * Stops the download or the reading; the promise is then rejected with the signal's reason.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined;
}

const CLASS_NAMES: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/**
 * Reads Fashion-MNIST: 60,000 training and 10,000 test images of clothes, `[28, 28, 1]`.
 *
 * Every load verifies the published MD5 sums and pinned SHA-256 sums of the four files. A download goes on
 * from where an earlier one ended, and gets its final name only when it is whole and verified.
 *
 * @param options - Where the files are and whether to fetch missing ones.
 * @returns The data set, about 55 MB.
 * @throws {@link DataError} when a file is missing, is not the published one, or cannot be downloaded or written.
 * @see Xiao, Rasul and Vollgraf 2017, https://arxiv.org/abs/1708.07747, section 2
 */
export async function fashionMnist(options: FashionMnistOptions = {}): Promise<ImageDataset> {
  return await fashionMnistFrom({
    ...options,
    set: publishedSet('fashion-mnist'),
    files: FASHION_MNIST_FILES,
  });
}

/** Options of {@link fashionMnistFrom}. */
export interface FashionMnistFromOptions extends FashionMnistOptions, DownloadPatience {
  /** Where the four packed files are fetched from. */
  readonly set: PublishedSet;
  /** The four files and their checksums. */
  readonly files: PublishedFiles;
}

/**
 * {@link fashionMnist} with the host and the files to choose.
 *
 * @param options - As for `fashionMnist`, and the host.
 * @returns The data set.
 */
export async function fashionMnistFrom(options: FashionMnistFromOptions): Promise<ImageDataset> {
  const { root = cacheFolder({ name: 'fashion-mnist' }), files, signal } = options;
  signal?.throwIfAborted();
  if (options.download === true) {
    // The unpacked file does as well.
    const isThere = ({ name }: { readonly name: string }): boolean =>
      existsSync(join(root, name)) || existsSync(join(root, name.replace(/\.gz$/, '')));
    await downloadPublished({ ...options, files: undefined, root, isThere });
  }
  return await readPublishedDataset({
    name: 'fashion-mnist',
    classNames: CLASS_NAMES,
    folder: root,
    files,
    remedyMissing:
      'allow the download (`download: true`), or give `root`, a folder with the four official files',
    remedyDamaged: 'delete the file, and `download: true` gets it again',
    signal,
  });
}
