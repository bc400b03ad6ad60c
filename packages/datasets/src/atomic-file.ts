import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError } from './data-error.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Options of {@link writeFileAtomically}. */
export interface WriteFileAtomicallyOptions {
  /** Final path; its folder is made where it is missing. */
  readonly file: string;
  /** Whole content. */
  readonly bytes: Uint8Array;
}

/**
 * Writes a file so that its name never stands for half of it, not after a power cut either: a `.part` file of its own
 * name is written, synced and then renamed, and the folder is synced.
 *
 * @param options - The path and the content.
 * @throws {@link DataError} when the folder is not writable or the disk is full; the `.part` file is gone then.
 */
export async function writeFileAtomically(options: WriteFileAtomicallyOptions): Promise<void> {
  const { file, bytes } = options;
  const part = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    await makeFolder(dirname(file));
    await removeStaleParts(file);
    try {
      await withHandle(part, 'wx', async (handle) => {
        await writeAll(handle, bytes);
        await handle.sync();
      });
      await rename(part, file);
    } finally {
      await rm(part, { force: true });
    }
    await syncFolder(dirname(file));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(
      `${file} cannot be written (${reason}); free ${Math.ceil(bytes.length / 1e6)} MB there, or choose a writable folder with \`root\` or XDG_CACHE_HOME.`,
      { file, cause },
    );
  }
}

/**
 * Waits until the disk has the names in a folder. Where the system does not do that to folders (Windows), nothing is done.
 *
 * @param folder - Path of the folder.
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await withHandle(folder, 'r', (handle) => handle.sync());
  } catch (error) {
    const refused =
      error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EISDIR');
    if (!refused) throw error;
  }
}

/**
 * Makes a folder and those that it lies in. Node's own `recursive` never comes back where the system makes nothing, as in `/proc`.
 *
 * @param path - Path of the folder; one that is there is left alone.
 */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

async function withHandle(
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}

/**
 * Writes all bytes: on a nearly full disk a single write may take fewer and not complain.
 *
 * @param handle - Where to; only its `write` is used.
 * @param bytes - What to write.
 */
export async function writeAll(handle: Pick<FileHandle, 'write'>, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
    if (bytesWritten === 0) throw new Error('the system took no more bytes');
    done += bytesWritten;
  }
}

/** Removes what killed processes left behind, a day later: a younger `.part` may be another process's. */
async function removeStaleParts(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !name.endsWith('.part')) continue;
    const part = join(folder, name);
    const { mtimeMs } = await stat(part).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > DAY_MS) await rm(part, { force: true });
  }
}
