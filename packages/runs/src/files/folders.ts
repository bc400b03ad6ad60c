import { dirname, join } from 'node:path';
import type { FileSystem } from './file-system.ts';
import { errorCode } from './run-folder-error.ts';

/** Errors of systems on which folders cannot be opened or synced. */
const NO_FOLDER_SYNC: ReadonlySet<string | undefined> = new Set(
  process.platform === 'win32'
    ? ['EPERM', 'EISDIR', 'EACCES', 'EINVAL']
    : ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'],
);

/** Makes what happened in a folder (new, renamed and removed names) last through a power failure, where the system can. */
export async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(errorCode(error))) throw error;
  }
}

/** Whether something stands at a path. */
async function stands(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes a folder and those above it that are missing, each to last. */
export async function makeFolder(fs: FileSystem, path: string): Promise<void> {
  if (await stands(fs, path)) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(fs, above);
  try {
    await fs.mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  await syncFolder(fs, above);
}

/** Removes a folder of files; of a link to one, the link alone. */
export async function removeFolder(fs: FileSystem, path: string): Promise<void> {
  if (!(await fs.lstat(path)).isDirectory()) return fs.unlink(path);
  for (const name of await fs.readdir(path)) await fs.unlink(join(path, name));
  await fs.rmdir(path);
}
