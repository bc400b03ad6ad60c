import { existsSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Node's own `recursive` never comes back where the system makes nothing, as in `/proc`.
 *
 * @param path - Absolute path.
 * @returns The folders that were not there before, the innermost first.
 * @throws The system's error, such as `EACCES`; nothing that was made stays then.
 */
export async function makeFolder(path: string): Promise<string[]> {
  const above = dirname(path);
  const made = existsSync(above) ? [] : await makeFolder(above);
  try {
    await mkdir(path);
    return [path, ...made];
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return made;
    await removeEmptyFolders(made);
    throw error;
  }
}

/**
 * Removes folders in order, and stops at one that is not empty.
 *
 * @param folders - What {@link makeFolder} returned.
 */
export async function removeEmptyFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => hasCode(error, code))) return;
      throw error;
    }
  }
}

/**
 * Whether an error is the system's, of a certain kind.
 *
 * @param error - What was caught.
 * @param code - Such as `EEXIST`.
 * @returns True where it is.
 */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
