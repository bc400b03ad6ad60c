import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { libraryFile, libraryFolder, type Environment } from './cache-folder.ts';
import { downloadWheel } from './download-wheel.ts';
import { installFailure } from './install-failure.ts';
import { withLock } from './install-lock.ts';
import { makeFolder } from './make-folder.ts';
import { megabytes } from './megabytes.ts';
import { pinnedWheel, type PinnedWheel } from './pinned-wheel.ts';
import { unpackWheel } from './unpack-wheel.ts';

/** What {@link installEngine} is doing. */
export interface InstallProgress {
  /** `wait`: another process is installing. */
  readonly phase: 'wait' | 'download' | 'unpack' | 'done';
  /** How much of the phase is done, 0 to 1; absent where it cannot be known. */
  readonly fraction?: number;
  /** One line for a person. */
  readonly message: string;
}

/** Options of {@link installEngine}. */
export interface InstallEngineOptions {
  /** Installs again over a complete installation. @defaultValue false */
  readonly force?: boolean;
  /** Called at every phase, and about twice a second within one. */
  readonly onProgress?: (progress: InstallProgress) => void;
  /** Stops the installation: pip is ended, nothing stays, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Environment variables. @defaultValue `process.env` */
  readonly environment?: Environment;
  /** The wheel to install. @defaultValue the one pinned for this platform */
  readonly wheel?: PinnedWheel;
}

/** An installed library. */
export interface InstalledEngine {
  /** The folder that has it. */
  readonly folder: string;
  /** TensorFlow's version, for example `2.21.0`. */
  readonly version: string;
  /** False when the library was there already. */
  readonly installed: boolean;
}

/**
 * Downloads TensorFlow's pinned wheel with pip, checks its sha256, and puts its shared libraries into Skipjack's cache.
 *
 * The folder appears under its final name only when it is complete and every library has its pinned sha256. It is safe to
 * interrupt and to run twice at once: the second waits for the first.
 * @throws EngineError `UNSUPPORTED_PLATFORM` where no wheel is pinned; `INSTALL_FAILED` with the step, the reason and the
 * remedy; the signal's reason when it is aborted.
 */
export async function installEngine(options: InstallEngineOptions = {}): Promise<InstalledEngine> {
  const { environment = process.env, wheel = pinnedWheel(), signal } = options;
  if (!wheel)
    throw new EngineError(
      'UNSUPPORTED_PLATFORM',
      `No TensorFlow library is pinned for ${process.platform}-${process.arch} (only linux-x64 so far); point SKIPJACK_TENSORFLOW to a folder that has one.`,
    );
  signal?.throwIfAborted();
  const folder = libraryFolder(wheel, environment);
  const parent = dirname(folder);
  try {
    return await installInto(folder, wheel, options);
  } catch (error) {
    throw installFailure(error, parent);
  }
}

async function installInto(
  folder: string,
  wheel: PinnedWheel,
  options: InstallEngineOptions,
): Promise<InstalledEngine> {
  const { force = false, onProgress, signal, environment = process.env } = options;
  const there: InstalledEngine = { folder, version: wheel.version, installed: false };
  if (!force && isComplete(folder, wheel)) return there;
  const parent = dirname(folder);
  await makeFolder(parent);
  const onWait = (owner: string): void =>
    onProgress?.({ phase: 'wait', message: `The library is being installed by ${owner}; waiting for it.` });
  return await withLock({ file: join(parent, LOCK), onWait, signal }, async () => {
    if (!force && isComplete(folder, wheel)) return there;
    await removeLeftovers(parent);
    const work = join(parent, `incomplete-${process.pid}`);
    const total = wheel.libraries.reduce((sum, { bytes }) => sum + bytes, 0);
    const report = (phase: 'download' | 'unpack', doing: string, bytes: number, all: number): void =>
      onProgress?.({
        phase,
        fraction: Math.min(bytes / all, 1),
        message: `${doing}: ${megabytes(Math.min(bytes, all))} of ${megabytes(all)}`,
      });
    try {
      await mkdir(work);
      await checkSpace(parent, wheel.bytes + total);
      const file = await downloadWheel({
        wheel,
        work,
        environment,
        signal,
        onBytes: (bytes) =>
          report('download', `Downloading ${wheel.project} ${wheel.version}`, bytes, wheel.bytes),
      });
      const out = join(work, 'libraries');
      await unpackWheel({
        wheel,
        file,
        out,
        environment,
        signal,
        onBytes: (bytes) => report('unpack', 'Unpacking the TensorFlow library', bytes, total),
      });
      if (existsSync(folder)) await rename(folder, join(work, 'previous'));
      await rename(out, folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    onProgress?.({ phase: 'done', fraction: 1, message: `TensorFlow ${wheel.version} is in ${folder}.` });
    return { ...there, installed: true };
  });
}

const LOCK = 'install.lock';

/** Whether every library is there with its size; the sums were checked before the folder got its name. */
export function isComplete(folder: string, wheel: PinnedWheel): boolean {
  return wheel.libraries.every(({ member, bytes }) => {
    const file = libraryFile(folder, member);
    return existsSync(file) && statSync(file).size === bytes;
  });
}

/** We hold the lock: whatever is incomplete was left by a process that died. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent))
    if (name.startsWith('incomplete-') || name.startsWith(`${LOCK}.`))
      await rm(join(parent, name), { recursive: true, force: true });
}

async function checkSpace(parent: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(parent);
  if (bavail * bsize < needed * 1.05)
    throw new EngineError(
      'INSTALL_FAILED',
      `${parent} has ${megabytes(bavail * bsize)} free and ${megabytes(needed)} are needed; make room, or set SKIPJACK_CACHE to a folder on another disk.`,
    );
}
