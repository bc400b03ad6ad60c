import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { DataError } from '../data-error.ts';
import { downloadFile } from './download-file.ts';
import type { DownloadPatience } from './download-file.ts';
import { publishedSet } from './published-names.ts';
import type { PublishedDownload, PublishedSet } from './published-set.ts';

/** How far a download has come. */
export interface DownloadProgress {
  /** Name of the file that is being received. */
  readonly file: string;
  /** Bytes received, of all files of this download together. */
  readonly receivedBytes: number;
  /** Bytes to receive, of all files of this download together. */
  readonly totalBytes: number;
}

/** Options of {@link downloadPublished}. */
export interface DownloadPublishedOptions extends DownloadPatience {
  /** The data set, or its name. */
  readonly set: string | PublishedSet;
  /**
   * Folder to put the files in.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets/<name>`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /**
   * Names of the files that are wanted.
   * @defaultValue all that are not optional
   */
  readonly files?: readonly string[] | undefined;
  /**
   * Says whether a file need not be fetched.
   * @defaultValue whether the folder has something of that name
   */
  readonly isThere?: ((file: PublishedDownload) => boolean) | undefined;
  /**
   * Told how far the download has come.
   * @defaultValue none
   */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /**
   * Stops the download; the promise is then rejected with the signal's reason, and what has come is kept for the next one.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches those files of a published data set that are not there. What is there is neither read nor replaced; whoever loads it verifies
 * it.
 *
 * @param options - The data set.
 * @returns Paths of the files that were fetched.
 * @throws RangeError when the name of the set or of a file is unknown.
 * @throws {@link DataError} when the set is not to be had by download, or the download fails.
 */
export async function downloadPublished(options: DownloadPublishedOptions): Promise<string[]> {
  const set = typeof options.set === 'string' ? publishedSet(options.set) : options.set;
  const { root = cacheFolder({ name: set.name }), onProgress } = options;
  const files = wantedFiles(set, options.files);
  const isThere = options.isThere ?? (({ name }: PublishedDownload) => exists(join(root, name)));
  const missing = files.filter((file) => !isThere(file));
  const totalBytes = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  const paths: string[] = [];
  let before = 0;
  for (const expected of missing) {
    const start = before;
    paths.push(
      await downloadFile({
        ...options,
        file: join(root, expected.name),
        urls: expected.urls,
        expected,
        remedy: 'check the network, or give `root`, a folder with the files',
        onReceived: (received) =>
          onProgress?.({ file: expected.name, receivedBytes: start + received, totalBytes }),
      }),
    );
    before += expected.bytes;
  }
  return paths;
}

/**
 * Picks files of a data set.
 *
 * @param set - The data set.
 * @param names - Their names; undefined for all that are not optional.
 * @returns The files.
 * @throws {@link DataError} when the set has no files to fetch.
 * @throws RangeError when it has no file of such a name.
 */
export function wantedFiles(
  set: PublishedSet,
  names: readonly string[] | undefined,
): readonly PublishedDownload[] {
  if (set.source === 'folder') {
    throw new DataError(
      `${set.name} is not downloaded: ${set.note ?? 'give a folder with its files'} (${set.home}).`,
      {
        file: set.name,
      },
    );
  }
  if (names === undefined) return set.files.filter(({ optional }) => optional !== true);
  return names.map((name) => {
    const found = set.files.find((file) => file.name === name);
    if (found !== undefined) return found;
    const known =
      set.files.length === 0
        ? 'it has none to fetch'
        : `it has ${set.files.map((file) => file.name).join(', ')}`;
    throw new RangeError(`${set.name} has no file "${name}": ${known}.`);
  });
}

/**
 * Says whether something has a name; a link that leads nowhere is something.
 *
 * @param path - The name.
 * @returns Whether it is taken.
 */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
