import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../cache-folder.ts';
import { DataError } from '../data-error.ts';
import { leftoverParts } from '../download/leftover-parts.ts';
import { unreadable } from '../file-bytes.ts';
import { nearestName } from '../nearest-name.ts';
import { isPartName, listCache } from './list-cache.ts';
import type { CachedSet, CacheOptions } from './list-cache.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Options of {@link pruneCache}. */
export interface PruneCacheOptions extends CacheOptions {
  /**
   * Data sets to remove as a whole; `all` for every one.
   * @defaultValue none: only what downloads have left that did not end
   */
  readonly names?: readonly string[] | 'all' | undefined;
  /**
   * Whether nothing is removed, and only said what would be.
   * @defaultValue false
   */
  readonly dryRun?: boolean | undefined;
}

/** Something that was removed from the cache. */
export interface PrunedEntry {
  /** Path of the file or folder. */
  readonly path: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Why: a data set that was named, or the beginning of a download that did not end. */
  readonly reason: 'set' | 'part';
}

/**
 * Removes from the cache the data sets that are named, or else the beginnings of downloads that did not end. What a live process writes
 * is never removed.
 *
 * @param options - What to remove.
 * @returns What was removed.
 * @throws RangeError when a data set is not in the cache; it suggests the nearest name.
 * @throws {@link DataError} when a data set that was named is being downloaded, or something cannot be removed.
 */
export async function pruneCache(options: PruneCacheOptions = {}): Promise<PrunedEntry[]> {
  const { root = cacheRoot(), names, dryRun = false } = options;
  const cached = await listCache(options);
  const pruned =
    names === undefined
      ? (await Promise.all(cached.map(({ folder }) => leftIn(folder)))).flat()
      : await wholeSets(names === 'all' ? cached : names.map((name) => named(name, cached, root)));
  if (dryRun) return pruned;
  for (const { path } of pruned) {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (cause) {
      throw unreadable(cause, path, 'something to remove');
    }
  }
  return pruned;
}

function named(name: string, cached: readonly CachedSet[], root: string): CachedSet {
  const found = cached.find((set) => set.name === name);
  if (found !== undefined) return found;
  const nearest = nearestName({ name, names: cached.map((set) => set.name) });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  const what = cached.length === 0 ? 'it is empty' : `it has ${cached.map((set) => set.name).join(', ')}`;
  throw new RangeError(`The cache ${root} has no data set "${name}": ${hint}${what}.`);
}

async function wholeSets(sets: readonly CachedSet[]): Promise<PrunedEntry[]> {
  for (const { name, folder } of sets) {
    const writing = (await leftoverParts(folder)).find(({ state }) => state === 'writing');
    if (writing === undefined) continue;
    throw new DataError(
      `${name} is being downloaded (${writing.part}), and is not removed; wait until that ends, or a day where its process is gone.`,
      { file: writing.part },
    );
  }
  return sets.map(({ folder, bytes }) => ({ path: folder, bytes, reason: 'set' }));
}

async function leftIn(folder: string): Promise<PrunedEntry[]> {
  const parts = await leftoverParts(folder);
  const writing = parts.filter(({ state }) => state === 'writing').map(({ part }) => part);
  const entries: PrunedEntry[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    if (!isPartName(name) || writing.some((part) => path.startsWith(part))) continue;
    const found = await stat(path).catch(() => undefined);
    // What is beside a part that is not there (yet) may be another process's that has just begun.
    const alone = !parts.some(({ part }) => path.startsWith(part));
    if (found === undefined || (alone && Date.now() - found.mtimeMs < DAY_MS)) continue;
    entries.push({ path, bytes: found.size, reason: 'part' });
  }
  return entries;
}
