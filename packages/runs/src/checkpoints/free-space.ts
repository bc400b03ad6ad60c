import type { FileSystem } from '../files/file-system.ts';
import { RunFolderError, errorCode } from '../files/run-folder-error.ts';

/** For the folder itself and the last block of each file. */
const MARGIN = 1 << 16;
const NOT_KNOWN: ReadonlySet<string | undefined> = new Set(['ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

const size = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Sees to it that a folder's disk has room for some bytes, where the system can tell.
 *
 * @param fs - The disk.
 * @param folder - The folder, which is there.
 * @param bytes - Bytes that are to be written.
 * @param what - What they are, in the error.
 * @throws {@link RunFolderError} with how much is wanted and how much there is.
 */
export async function expectFree(fs: FileSystem, folder: string, bytes: number, what: string): Promise<void> {
  const disk = await fs.statfs(folder).catch((error: unknown) => {
    if (NOT_KNOWN.has(errorCode(error))) return undefined;
    throw error;
  });
  if (disk === undefined || disk.blocks === 0) return;
  const free = disk.bavail * disk.bsize;
  const wanted = bytes + MARGIN;
  if (free >= wanted) return;
  throw new RunFolderError(
    `${folder} has ${size(free)} free, and ${what} wants ${size(wanted)}; free some space, or choose a folder on another disk.`,
    folder,
    'ENOSPC',
  );
}
