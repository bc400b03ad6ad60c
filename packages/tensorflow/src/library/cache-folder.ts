import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { placeOf, type LibraryPlan } from './library-plan.ts';

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

/** Where a plan's libraries are kept. The folder exists only when it is complete. */
export function planFolder(plan: LibraryPlan, environment: Environment = process.env): string {
  return join(cacheFolder(environment), 'tensorflow', plan.name);
}

/** The folder inside a plan's {@link planFolder} that has TensorFlow's own libraries. */
export function mainFolder(plan: LibraryPlan, folder: string): string {
  return dirname(libraryFile(plan, folder, plan.wheels[0]?.libraries[0]?.member ?? ''));
}

/** File of a wheel's member in a plan's {@link planFolder}. */
export function libraryFile(plan: LibraryPlan, folder: string, member: string): string {
  return join(folder, ...placeOf(plan, member).split('/'));
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
