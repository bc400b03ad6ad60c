import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Options of {@link cacheFolder}. */
export interface CacheFolderOptions {
  /** Name of the data set. */
  readonly name: string;
  /**
   * Environment to look `XDG_CACHE_HOME` up in.
   * @defaultValue `process.env`
   */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Names the folder where a data set is kept between runs: `$XDG_CACHE_HOME/skipjack/datasets/<name>`, or the same under `~/.cache`.
 *
 * @param options - The data set.
 * @returns The absolute path; the folder need not exist.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ which has relative values ignored
 */
export function cacheFolder(options: CacheFolderOptions): string {
  const { name, environment = process.env } = options;
  const set = environment['XDG_CACHE_HOME'];
  const base = set !== undefined && isAbsolute(set) ? set : join(homedir(), '.cache');
  return join(base, 'skipjack', 'datasets', name);
}

/**
 * Names the folder in which every data set has its own.
 *
 * @param environment - Environment to look `XDG_CACHE_HOME` up in.
 * @returns The absolute path; the folder need not exist.
 */
export function cacheRoot(environment?: CacheFolderOptions['environment']): string {
  return dirname(cacheFolder({ name: 'any', environment }));
}
