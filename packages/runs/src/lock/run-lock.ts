import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeFileSystem } from '../files/file-system.ts';
import type { FileSystem } from '../files/file-system.ts';
import { makeFolder } from '../files/folders.ts';
import { writeError } from '../files/run-folder-error.ts';
import { clearAround, ownLock, placeLock, readLock, removeStaleLock } from './lock-file.ts';
import type { LockRecord } from './lock-file.ts';
import { mayBeAlive } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const FILE = 'run.lock';
/** Others that remove the same stale lock take milliseconds, unless the system is very busy. */
const PATIENCE_MS = 10_000;
/** One that is just being written, on a disk without links, is readable at once. */
const PATIENCE_UNREADABLE_MS = 1000;
const PAUSE_MS = 5;

/** Another process has the run's folder. */
export class RunLockedError extends Error {
  /** Name of the class. */
  override readonly name: string = 'RunLockedError';
  /** The lock file. */
  readonly path: string;
  /** Who has it; undefined where the file does not tell. */
  readonly owner: ProcessIdentity | undefined;

  /** Makes an error about the lock file at `path`. */
  constructor(message: string, path: string, owner?: ProcessIdentity) {
    super(message);
    this.path = path;
    this.owner = owner;
  }
}

/** Options of {@link lockRunFolder}. */
export interface LockRunFolderOptions {
  /** Folder of the run; made where it is missing. */
  readonly folder: string;
  /**
   * The disk.
   * @defaultValue `nodeFileSystem`
   */
  readonly fs?: FileSystem;
}

/** A lock that this process has. */
export interface RunLock {
  /** The lock file. */
  readonly path: string;
  /** Gives the folder back. More calls do nothing. */
  release(): void;
}

function lockedBy(folder: string, path: string, owner: LockRecord): RunLockedError {
  const where = owner.host === '' ? '' : ` on ${owner.host}`;
  return new RunLockedError(
    `${folder} is in use by process ${owner.pid}${where}; stop that process, choose another folder, or remove ${path} if that process is not running.`,
    path,
    owner,
  );
}

async function acquire(fs: FileSystem, folder: string, path: string, own: LockRecord): Promise<void> {
  const began = performance.now();
  while (!(await placeLock(fs, path, own))) {
    const found = await readLock(fs, path);
    if (typeof found === 'object') {
      if (mayBeAlive(found)) throw lockedBy(folder, path, found);
      await removeStaleLock(fs, path, found, own);
    }
    const patience = found === 'unreadable' ? PATIENCE_UNREADABLE_MS : PATIENCE_MS;
    if (performance.now() - began > patience)
      throw new RunLockedError(
        `${folder} cannot be locked, as ${path} is no lock file or stays in the way; remove it if no other process uses that folder.`,
        path,
      );
    await delay(PAUSE_MS);
  }
}

/** Removes the lock file where it is still ours. At a process's exit nothing can be awaited. */
function giveBack(path: string, { token }: LockRecord): void {
  try {
    if (readFileSync(path, 'utf8').includes(token)) unlinkSync(path);
  } catch {
    // It is gone, with its folder perhaps: there is nothing to give back.
  }
}

/**
 * Locks the folder of a run for this process, by a file `run.lock` that says who has it. It is given back by `release` and at
 * the process's exit; the lock of a process that was killed counts as given back.
 *
 * Whether an owner is alive is told by its process number, its start time and the boot of the system (the number alone outside
 * Linux). A lock of another machine, on a shared disk, counts as alive until somebody removes the file.
 *
 * @param options - The folder.
 * @throws {@link RunLockedError} where a process that may be alive has it; the message names it.
 * @throws {@link RunFolderError} where the file cannot be written.
 */
export async function lockRunFolder(options: LockRunFolderOptions): Promise<RunLock> {
  const { folder, fs = nodeFileSystem } = options;
  const path = join(folder, FILE);
  const own = ownLock();
  try {
    await makeFolder(fs, folder);
    await acquire(fs, folder, path, own);
    await clearAround(fs, path).catch(() => undefined);
  } catch (cause) {
    throw cause instanceof RunLockedError ? cause : writeError(path, cause);
  }
  const release = (): void => {
    process.off('exit', release);
    giveBack(path, own);
  };
  process.once('exit', release);
  return { path, release };
}
