import { constants } from 'node:fs';
import type { FileSystem, OpenFile } from './file-system.ts';

/** Bytes that are read and hashed at once. */
const BLOCK = 1 << 20;

/** Never through a link, where the system knows how. */
export const READ_ONLY: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** Reads until `bytes` is full or the file ends; tells how many bytes it got. */
export async function readFully(file: OpenFile, bytes: Uint8Array): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** Opens a file, uses it and closes it. */
export async function withFile<T>(
  fs: FileSystem,
  path: string,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const file = await fs.open(path, READ_ONLY);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Options of {@link readSized}. */
export interface ReadSizedOptions {
  /** The disk. */
  readonly fs: FileSystem;
  /** The file. */
  readonly path: string;
  /** Bytes that it has, as was found before. */
  readonly size: number;
  /** Is shown each block, in order, while the system reads the next. */
  readonly onBlock?: (block: Uint8Array) => void;
}

/**
 * Reads a file of a known size.
 *
 * @throws Error where it is shorter or longer meanwhile.
 */
export async function readSized(options: ReadSizedOptions): Promise<Uint8Array> {
  const { fs, path, size, onBlock } = options;
  const bytes = new Uint8Array(size);
  return withFile(fs, path, async (file) => {
    let shown: Uint8Array | undefined;
    for (let at = 0; at < size; at += BLOCK) {
      const block = bytes.subarray(at, at + BLOCK);
      const reading = readFully(file, block);
      reading.catch(() => undefined);
      if (shown !== undefined) onBlock?.(shown);
      if ((await reading) < block.length) throw new Error(`it ends before its ${size} bytes`);
      shown = block;
    }
    if (shown !== undefined) onBlock?.(shown);
    if ((await readFully(file, new Uint8Array(1))) > 0) throw new Error(`it goes on after its ${size} bytes`);
    return bytes;
  });
}
