import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { byCodeUnit } from './image-names.ts';

/** What is in a folder. */
export interface FolderContent {
  /** Names of folders, in code-unit order. */
  readonly folders: string[];
  /** Names of files, in code-unit order. */
  readonly files: string[];
}

/**
 * Lists a folder by names alone. Hidden entries are passed over; a link, a device or a hostile name is an error.
 *
 * @param path - The folder.
 * @returns Its folders and files.
 * @throws {@link DataError} when it cannot be read, or has an entry that is refused.
 */
export async function listFolder(path: string): Promise<FolderContent> {
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (cause) {
    throw unreadable(cause, path, 'a folder of images');
  }
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    if (/[\u0000-\u001f\u007f\\\uFFFD]/.test(name)) {
      throw refused(
        path,
        name,
        'has a control character, a backslash or bytes that are no UTF-8 in its name',
        'rename it',
      );
    }
    if (entry.isDirectory()) folders.push(name);
    else if (entry.isFile()) files.push(name);
    else if (entry.isSymbolicLink())
      throw refused(
        path,
        name,
        'is a link, and links are not followed',
        'put the file or folder itself there',
      );
    else throw refused(path, name, 'is neither a file nor a folder', 'remove it');
  }
  return { folders: folders.sort(byCodeUnit), files: files.sort(byCodeUnit) };
}

function refused(path: string, name: string, fault: string, remedy: string): DataError {
  const file = join(path, name);
  return new DataError(`${JSON.stringify(file)} ${fault}; ${remedy}.`, { file });
}
