import { join } from 'node:path';
import { cacheRoot } from '../cache-folder.ts';
import { fileFault } from '../download/expected-file.ts';
import type { PublishedSet } from '../download/published-set.ts';
import { PUBLISHED_SETS } from '../download/published-sets.ts';
import { listCache } from './list-cache.ts';
import type { CachedSet, CacheOptions } from './list-cache.ts';

/** Options of {@link verifyCache}. */
export interface VerifyCacheOptions extends CacheOptions {
  /**
   * Names of the data sets to verify.
   * @defaultValue all that are there
   */
  readonly names?: readonly string[] | undefined;
  /** Told how many bytes of how many have been read, and of which file they were. */
  readonly onProgress?: ((progress: CacheProgress) => void) | undefined;
  /** Stops the verification. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a verification has come. */
export interface CacheProgress {
  /** Path of the file that is being read. */
  readonly file: string;
  /** Bytes read, of all files together. */
  readonly readBytes: number;
  /** Bytes to read, of all files together. */
  readonly totalBytes: number;
}

/** What the verification of one file found. */
export interface CacheCheck {
  /** Name of the data set. */
  readonly set: string;
  /** Path of the file. */
  readonly file: string;
  /** `unknown`: no checksum is known of it. */
  readonly state: 'ok' | 'damaged' | 'missing' | 'unknown';
  /** What is wrong, a clause; null where nothing is. */
  readonly problem: string | null;
}

/**
 * Compares the published files in the cache with their sizes and sums.
 *
 * @param options - The cache, and which data sets of it.
 * @returns One check for each file, and for each that is missing of a data set that is there or was asked for.
 * @throws {@link DataError} when the cache cannot be read.
 */
export async function verifyCache(options: VerifyCacheOptions = {}): Promise<CacheCheck[]> {
  const { root = cacheRoot(), sets = PUBLISHED_SETS, names, onProgress, signal } = options;
  const cached = await listCache(options);
  const wanted = names ?? cached.map(({ name }) => name);
  const chosen = wanted.map(
    (name) =>
      cached.find((set) => set.name === name) ?? { name, folder: join(root, name), files: [], bytes: 0 },
  );
  const totalBytes = chosen
    .flatMap(({ files }) => files)
    .reduce((sum, { kind, bytes }) => sum + (kind === 'published' ? bytes : 0), 0);
  let before = 0;
  const checks: CacheCheck[] = [];
  for (const set of chosen) {
    const published = sets.find(({ name }) => name === set.name);
    for (const { name, path: file, bytes, kind } of set.files) {
      if (kind === 'part') continue;
      const expected = published?.files.find((known) => known.name === name);
      if (expected === undefined) {
        checks.push({ set: set.name, file, state: 'unknown', problem: null });
        continue;
      }
      const start = before;
      const onRead = (read: number): void => onProgress?.({ file, readBytes: start + read, totalBytes });
      const problem = await faultOrReason({ file, expected, onRead, signal });
      checks.push({ set: set.name, file, state: problem === null ? 'ok' : 'damaged', problem });
      before += bytes;
    }
    if (published !== undefined) checks.push(...missingFiles(set, published));
  }
  return checks;
}

async function faultOrReason(options: Parameters<typeof fileFault>[0]): Promise<string | null> {
  try {
    return (await fileFault(options)) ?? null;
  } catch (error) {
    options.signal?.throwIfAborted();
    return `it cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** An unpacked file, or one in another form, does as well. */
function missingFiles({ name: set, folder, files }: CachedSet, published: PublishedSet): CacheCheck[] {
  const there = new Set(files.map(({ name }) => name));
  return published.files.flatMap(({ name, optional }) => {
    const replaced = published.files.some(
      ({ name: other, insteadOf }) => insteadOf === name && there.has(other),
    );
    if (optional === true || replaced || there.has(name) || there.has(name.replace(/\.gz$/, ''))) return [];
    return [{ set, file: join(folder, name), state: 'missing' as const, problem: 'it is not there' }];
  });
}
