import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../cache-folder.ts';
import type { PublishedSet } from '../download/published-set.ts';
import { PUBLISHED_SETS } from '../download/published-sets.ts';
import { unreadable } from '../file-bytes.ts';
import { byCodeUnit } from '../folders/image-names.ts';

/** Options of {@link listCache}. */
export interface CacheOptions {
  /**
   * Folder in which every data set has its own.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /**
   * The data sets that are known.
   * @defaultValue the published ones
   */
  readonly sets?: readonly PublishedSet[] | undefined;
}

/** A file in the cache. */
export interface CachedFile {
  /** Path within the data set's folder. */
  readonly name: string;
  /** Whole path. */
  readonly path: string;
  /** Size in bytes. */
  readonly bytes: number;
  /** `published`: a file that its publisher has under this name; `part`: what a download that did not end has left; `other`: anything else. */
  readonly kind: 'published' | 'part' | 'other';
}

/** A data set in the cache. */
export interface CachedSet {
  /** Its name. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  /** Its files, in code-unit order of their names. */
  readonly files: readonly CachedFile[];
  /** Their size in bytes. */
  readonly bytes: number;
}

/**
 * Lists what the cache of data sets holds. Nothing but names and sizes is read, and links are passed over.
 *
 * @param options - Where it is.
 * @returns The data sets, in code-unit order of their names; none where there is no cache.
 * @throws {@link DataError} when the cache cannot be read.
 */
export async function listCache(options: CacheOptions = {}): Promise<CachedSet[]> {
  const { root = cacheRoot(), sets = PUBLISHED_SETS } = options;
  const found: CachedSet[] = [];
  for (const entry of await entriesOf(root)) {
    if (!entry.isDirectory()) continue;
    const published = new Set(sets.find(({ name }) => name === entry.name)?.files.map(({ name }) => name));
    const folder = join(root, entry.name);
    const files = await filesOf(folder, '', published);
    files.sort((a, b) => byCodeUnit(a.name, b.name));
    found.push({ name: entry.name, folder, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) });
  }
  return found.sort((a, b) => byCodeUnit(a.name, b.name));
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw unreadable(cause, folder, 'the cache of data sets');
  }
}

async function filesOf(
  folder: string,
  within: string,
  published: ReadonlySet<string>,
): Promise<CachedFile[]> {
  const files: CachedFile[] = [];
  for (const entry of await entriesOf(folder)) {
    const name = `${within}${entry.name}`;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesOf(path, `${name}/`, published)));
    if (!entry.isFile()) continue;
    // Another process may have removed it meanwhile.
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === undefined) continue;
    const kind = published.has(name) ? 'published' : isPartName(name) ? 'part' : 'other';
    files.push({ name, path, bytes: size, kind });
  }
  return files;
}

/**
 * Says whether a name is one of a part or of what is beside it.
 *
 * @param name - The name.
 * @returns Whether a download or a write makes such names.
 */
export function isPartName(name: string): boolean {
  return /\.[0-9a-f]{12}\.part(\.json|\.json\.next|\.claim)?$/.test(name);
}
