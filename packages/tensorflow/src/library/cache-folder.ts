import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { PinnedWheel } from './pinned-wheel.ts';

/** Environment that the engine reads; injectable for tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Folder in which Skipjack keeps libraries: `$SKIPJACK_CACHE`, `$XDG_CACHE_HOME/skipjack`, `%LOCALAPPDATA%\skipjack` or `~/.cache/skipjack`. */
export function cacheFolder(environment: Environment = process.env): string {
  if (environment['SKIPJACK_CACHE']) return environment['SKIPJACK_CACHE'];
  if (environment['XDG_CACHE_HOME']) return join(environment['XDG_CACHE_HOME'], 'skipjack');
  if (environment['LOCALAPPDATA']) return join(environment['LOCALAPPDATA'], 'skipjack');
  return join(homedir(), '.cache', 'skipjack');
}

/** Where a pinned wheel's libraries are kept. The folder exists only when it is complete. */
export function libraryFolder(wheel: PinnedWheel, environment: Environment = process.env): string {
  return join(cacheFolder(environment), 'tensorflow', `${wheel.project}-${wheel.version}`);
}

/** File name of a wheel's member in {@link libraryFolder}. */
export function libraryFile(folder: string, member: string): string {
  return join(folder, basename(member));
}
