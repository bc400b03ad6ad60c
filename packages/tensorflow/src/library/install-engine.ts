import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { libraryFile, mainFolder, planFolder, type Environment } from './cache-folder.ts';
import { downloadWheel } from './download-wheel.ts';
import { installFailure } from './install-failure.ts';
import { withLock } from './install-lock.ts';
import { librariesOf, libraryPlan, noPlanReason, planBytes, type LibraryPlan } from './library-plan.ts';
import { makeFolder } from './make-folder.ts';
import { megabytes } from './megabytes.ts';
import type { PinnedWheel } from './pinned-wheel.ts';
import { isUnpacked, keepPart, partsFolder, takeLibraries } from './wheel-parts.ts';
import { unpackWheel } from './unpack-wheel.ts';

/** What {@link installEngine} is doing. */
export interface InstallProgress {
  /** `wait`: another process is installing. Downloading and unpacking take turns, wheel by wheel. */
  readonly phase: 'wait' | 'download' | 'unpack' | 'done';
  /** How much of the phase is done, over all wheels, 0 to 1; absent where it cannot be known. */
  readonly fraction?: number;
  /** One line for a person. */
  readonly message: string;
}

/** Options of {@link installEngine}. */
export interface InstallEngineOptions {
  /** TensorFlow for CUDA 12 with NVIDIA's libraries, instead of that for the processor. Linux x64 only. @defaultValue false */
  readonly gpu?: boolean;
  /** Installs again over a complete installation. @defaultValue false */
  readonly force?: boolean;
  /** Called at every phase, and about twice a second within one. */
  readonly onProgress?: (progress: InstallProgress) => void;
  /** Stops the installation: pip is ended, only complete wheels stay for the next time, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Environment variables. @defaultValue `process.env` */
  readonly environment?: Environment;
  /** What to install. @defaultValue what is pinned for this platform */
  readonly plan?: LibraryPlan;
}

/** An installed library. */
export interface InstalledEngine {
  /** The folder that has TensorFlow's own libraries. */
  readonly folder: string;
  /** TensorFlow's version, for example `2.21.0`. */
  readonly version: string;
  /** False when the library was there already. */
  readonly installed: boolean;
}

/**
 * Downloads the pinned wheels with pip, checks their sha256, and puts their shared libraries into Skipjack's cache.
 *
 * The folder appears under its final name only when it is complete and every library has its pinned sha256. It is safe to
 * interrupt and to run twice at once: the second waits for the first. An installation of several wheels (`gpu`) goes on
 * where it was interrupted.
 * @throws EngineError `UNSUPPORTED_PLATFORM` where no wheel is pinned; `INSTALL_FAILED` with the step, the reason and the
 * remedy; the signal's reason when it is aborted.
 */
export async function installEngine(options: InstallEngineOptions = {}): Promise<InstalledEngine> {
  const { gpu = false, environment = process.env, plan = libraryPlan({ gpu }), signal } = options;
  if (!plan) throw new EngineError('UNSUPPORTED_PLATFORM', noPlanReason({ gpu }));
  signal?.throwIfAborted();
  const folder = planFolder(plan, environment);
  const parent = dirname(folder);
  try {
    return await installInto(folder, plan, options);
  } catch (error) {
    throw installFailure(error, parent);
  }
}

async function installInto(
  folder: string,
  plan: LibraryPlan,
  options: InstallEngineOptions,
): Promise<InstalledEngine> {
  const { force = false, onProgress, signal } = options;
  const there: InstalledEngine = {
    folder: mainFolder(plan, folder),
    version: plan.version,
    installed: false,
  };
  if (!force && isComplete(folder, plan)) return there;
  const parent = dirname(folder);
  await makeFolder(parent);
  const onWait = (owner: string): void =>
    onProgress?.({ phase: 'wait', message: `The library is being installed by ${owner}; waiting for it.` });
  return await withLock({ file: join(parent, LOCK), onWait, signal }, async () => {
    if (!force && isComplete(folder, plan)) return there;
    await removeLeftovers(parent, plan);
    const work = join(parent, `incomplete-${process.pid}`);
    try {
      await mkdir(work);
      await unpackParts(parent, work, plan, options);
      const out = join(work, 'libraries');
      await takeLibraries(parent, plan, out);
      if (existsSync(folder)) await rename(folder, join(work, 'previous'));
      await rename(out, folder);
      await rm(partsFolder(parent, plan), { recursive: true, force: true });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    onProgress?.({
      phase: 'done',
      fraction: 1,
      message: `TensorFlow ${plan.version} is in ${there.folder}.`,
    });
    return { ...there, installed: true };
  });
}

/** Downloads and unpacks, one after the other, the wheels that no interrupted installation left complete. */
async function unpackParts(
  parent: string,
  work: string,
  plan: LibraryPlan,
  options: InstallEngineOptions,
): Promise<void> {
  const { environment = process.env, onProgress, signal } = options;
  const missing = plan.wheels.filter((wheel) => !isUnpacked(parent, plan, wheel));
  const total = planBytes({ wheels: missing });
  await checkSpace(parent, total.peak);
  const done = { download: 0, unpack: 0 };
  for (const [index, wheel] of missing.entries()) {
    const which = missing.length > 1 ? ` (${index + 1} of ${missing.length})` : '';
    const report = (phase: 'download' | 'unpack', doing: string, bytes: number, size: number): void => {
      const all = phase === 'download' ? total.download : total.installed;
      const now = Math.min(done[phase] + Math.min(bytes, size), all);
      const message = `${doing}${which}: ${megabytes(now)} of ${megabytes(all)}`;
      onProgress?.({ phase, fraction: now / all, message });
    };
    const own = join(work, String(index));
    await mkdir(own);
    const name = `${wheel.project} ${wheel.version}`;
    const file = await downloadWheel({
      wheel,
      work: own,
      environment,
      signal,
      onBytes: (bytes) => report('download', `Downloading ${name}`, bytes, wheel.bytes),
    });
    done.download += wheel.bytes;
    const size = sizeOf(wheel);
    const out = join(own, 'libraries');
    await unpackWheel({
      wheel,
      layout: plan.layout,
      file,
      out,
      environment,
      signal,
      onBytes: (bytes) => report('unpack', `Unpacking ${name}`, bytes, size),
    });
    done.unpack += size;
    await keepPart(parent, plan, wheel, out);
    await rm(own, { recursive: true, force: true });
  }
}

function sizeOf(wheel: PinnedWheel): number {
  return planBytes({ wheels: [wheel] }).installed;
}

const LOCK = 'install.lock';

/** Whether every library is there with its size; the sums were checked before the folder got its name. */
export function isComplete(folder: string, plan: LibraryPlan): boolean {
  return librariesOf(plan).every(({ member, bytes }) => {
    const file = libraryFile(plan, folder, member);
    return existsSync(file) && statSync(file).size === bytes;
  });
}

/** We hold the lock: whatever is incomplete was left by a process that died. Another plan's parts are of no use here. */
async function removeLeftovers(parent: string, plan: LibraryPlan): Promise<void> {
  const ours = partsFolder(parent, plan);
  for (const name of await readdir(parent))
    if (
      name.startsWith('incomplete-') ||
      name.startsWith(`${LOCK}.`) ||
      (name.startsWith('parts-') && join(parent, name) !== ours)
    )
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
