import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { EngineError } from '../engine-error.ts';
import type { PinnedWheel } from './pinned-wheel.ts';

/** Environment that the engine reads; injectable for tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Folder in which Skipjack keeps libraries, as an absolute path: `$SKIPJACK_CACHE`, `$XDG_CACHE_HOME/skipjack`,
 * `%LOCALAPPDATA%\skipjack` or `~/.cache/skipjack`.
 * @throws EngineError `LIBRARY_NOT_FOUND` when none of them is set and the user has no home folder.
 */
export function cacheFolder(environment: Environment = process.env): string {
  if (environment['SKIPJACK_CACHE']) return resolve(environment['SKIPJACK_CACHE']);
  if (environment['XDG_CACHE_HOME']) return resolve(environment['XDG_CACHE_HOME'], 'skipjack');
  if (environment['LOCALAPPDATA']) return resolve(environment['LOCALAPPDATA'], 'skipjack');
  return resolve(environment['HOME'] || homeFolder(), '.cache', 'skipjack');
}

/** Where a pinned wheel's libraries are kept. The folder exists only when it is complete. */
export function libraryFolder(wheel: PinnedWheel, environment: Environment = process.env): string {
  return join(cacheFolder(environment), 'tensorflow', `${wheel.project}-${wheel.version}`);
}

/** File name of a wheel's member in {@link libraryFolder}. */
export function libraryFile(folder: string, member: string): string {
  return join(folder, basename(member));
}

function homeFolder(): string {
  try {
    return homedir();
  } catch (error) {
    throw new EngineError(
      'LIBRARY_NOT_FOUND',
      'There is no home folder to keep the TensorFlow library in; set SKIPJACK_CACHE to a folder that you may write.',
      { cause: error },
    );
  }
}
