import { open } from 'node:fs/promises';

/** File systems that cannot sync a folder say one of these. */
const CANNOT_SYNC: readonly unknown[] = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM'];

/** Writes a new file; when it resolves, all bytes are on the disk. A file or link of that name is an error. */
export async function writeSynced(file: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    // writeFile, unlike write, goes on after a short write, and from where the last piece ended.
    for (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Resolves when the names in a folder (what was renamed, made, removed) are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } catch (error) {
    if (!CANNOT_SYNC.includes((error as NodeJS.ErrnoException).code)) throw error;
  } finally {
    await handle.close();
  }
}
