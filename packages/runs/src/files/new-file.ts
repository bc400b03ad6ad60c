import type { FileSystem, OpenFile } from './file-system.ts';
import { pieces } from './pieces.ts';

/** Bytes after which the disk is set to work while further ones are written. */
const FLUSH_AHEAD = 16 << 20;

/** Options of {@link writeNewFile}. */
export interface WriteNewFileOptions {
  /** The disk. */
  readonly fs: FileSystem;
  /** Path, at which nothing is yet. */
  readonly path: string;
  /** The content. */
  readonly chunks: Iterable<Uint8Array>;
  /** Is shown each piece of the content, in order, while the system writes it. */
  readonly onPiece?: (piece: Uint8Array) => void;
}

/** Writes all of the bytes, however few the system takes at once. */
export async function writeFully(file: Pick<OpenFile, 'write'>, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    if (bytesWritten === 0) throw Object.assign(new Error('no bytes were taken'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

async function writePieces(file: OpenFile, options: WriteNewFileOptions): Promise<void> {
  const { chunks, onPiece } = options;
  let flushing: Promise<void> | undefined;
  let unflushed = 0;
  try {
    for (const piece of pieces(chunks)) {
      const writing = writeFully(file, piece);
      // Where showing the piece fails, nobody else listens.
      writing.catch(() => undefined);
      onPiece?.(piece);
      await writing;
      unflushed += piece.length;
      if (unflushed < FLUSH_AHEAD) continue;
      // The system tells of a failed flush once: each answer counts, and a file with one is given up.
      await flushing;
      flushing = file.sync();
      flushing.catch(() => undefined);
      unflushed = 0;
    }
  } finally {
    await flushing;
  }
}

async function flushAndClose(file: OpenFile): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  await file.close();
}

/** A file all of whose bytes the system has taken. */
export interface TakenFile {
  /** Resolves once it is on the disk and closed; rejects where that fails. */
  readonly lasting: Promise<void>;
}

/**
 * Writes a new file until every byte is taken; meanwhile the disk is set to work, and goes on after. It may stay behind in part
 * where that fails: it is for the caller to give it a name that nobody reads, and to remove it.
 */
export async function startNewFile(options: WriteNewFileOptions): Promise<TakenFile> {
  const { fs, path } = options;
  const file = await fs.open(path, 'wx');
  try {
    await writePieces(file, options);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  const lasting = flushAndClose(file);
  // The caller may come to look later.
  lasting.catch(() => undefined);
  return { lasting };
}

/** Does what {@link startNewFile} does, and returns once the file is on the disk. */
export async function writeNewFile(options: WriteNewFileOptions): Promise<void> {
  const { lasting } = await startNewFile(options);
  await lasting;
}
