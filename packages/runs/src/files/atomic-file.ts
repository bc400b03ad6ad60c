import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { nodeFileSystem } from './file-system.ts';
import type { FileSystem } from './file-system.ts';
import { syncFolder } from './folders.ts';
import { writeNewFile } from './new-file.ts';
import { writeError } from './run-folder-error.ts';

/** Options of {@link writeFileAtomic}. */
export interface WriteFileAtomicOptions {
  /** Path of the file; its folder is there. */
  readonly path: string;
  /** All of its content: text (UTF-8) or bytes. */
  readonly content: string | Uint8Array;
  /**
   * The disk.
   * @defaultValue `nodeFileSystem`
   */
  readonly fs?: FileSystem;
}

/**
 * Writes a file whole or not at all: at every moment, `path` holds either what it held before or all of `content`, after a
 * kill and after a power failure too.
 *
 * Writes a temporary file in the same folder until every byte is taken, syncs it, moves it into place and syncs the folder.
 *
 * @param options - The path and the content.
 * @throws {@link RunFolderError} if that fails; the temporary file is removed and `path` is as it was, or new as a whole.
 */
export async function writeFileAtomic(options: WriteFileAtomicOptions): Promise<void> {
  const { path, content, fs = nodeFileSystem } = options;
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    await writeNewFile({ fs, path: temporary, chunks: [bytes] });
    await fs.rename(temporary, path);
  } catch (error) {
    await fs.unlink(temporary).catch(() => undefined);
    throw writeError(path, error);
  }
  try {
    await syncFolder(fs, dirname(path));
  } catch (error) {
    throw writeError(path, error);
  }
}
