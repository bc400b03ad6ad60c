import { randomBytes } from 'node:crypto';
import nodeFileSystem from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFully } from '@skipjack/runs';
import type { FileSystem } from './file-system.ts';
import { writeError } from './run-folder-error.ts';

/** Errors of systems on which folders cannot be opened or synced, such as Windows. */
const NO_FOLDER_SYNC = new Set(['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP']);

/** Makes a rename last through a power failure, where the system lets folders be synced. */
async function syncFolder(folder: string, fs: FileSystem): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NO_FOLDER_SYNC.has(String(error.code)))) throw error;
  }
}

async function writeTemporary(path: string, bytes: Uint8Array, fs: FileSystem): Promise<void> {
  const handle = await fs.open(path, 'wx');
  try {
    await writeFully(handle, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file whole or not at all: at every moment, `path` holds either what it held before or all of `content`.
 *
 * Writes a temporary file in the same folder until every byte is taken, syncs it, moves it into place and syncs the folder.
 * @throws RunFolderError if that fails; the temporary file is removed and `path` is as it was.
 */
export async function writeFileAtomic(
  path: string,
  content: string,
  fs: FileSystem = nodeFileSystem,
): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeTemporary(temporary, Buffer.from(content, 'utf8'), fs);
    await fs.rename(temporary, path);
    await syncFolder(dirname(path), fs);
  } catch (error) {
    await fs.unlink(temporary).catch(() => undefined);
    throw writeError(path, error);
  }
}
