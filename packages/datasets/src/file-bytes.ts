import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { DataError } from './data-error.ts';

/** Options of {@link readFileWithin}. */
export interface ReadFileWithinOptions {
  /** Path. */
  readonly file: string;
  /** Most bytes that it may have. */
  readonly maxBytes: number;
  /** What was expected there, such as `an image`. */
  readonly expected: string;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a whole file: not a link, not a device, and no more than was allowed.
 *
 * @param options - The path and the bound.
 * @returns The bytes.
 * @throws {@link DataError} when the file cannot be read, is none, or is too large.
 */
export async function readFileWithin(options: ReadFileWithinOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { file, maxBytes, expected, signal } = options;
  signal?.throwIfAborted();
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await regularFile(handle, options);
      if (size > maxBytes) {
        throw new DataError(
          `${file} is too large: it has ${size} bytes, where ${expected} of at most ${maxBytes} was expected; check that it is the file that was meant.`,
          { file, offset: maxBytes },
        );
      }
      const bytes = new Uint8Array(size);
      for (let done = 0; done < size;) {
        const { bytesRead } = await handle.read(bytes, done, Math.min(size - done, 2 ** 30), done);
        if (bytesRead === 0) {
          throw new DataError(
            `${file} became shorter while it was read: ${done} of its ${size} bytes came; let nothing write to it.`,
            { file, offset: done },
          );
        }
        done += bytesRead;
        signal?.throwIfAborted();
      }
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(cause, file, expected);
  }
}

async function regularFile(
  handle: Awaited<ReturnType<typeof open>>,
  { file, expected }: ReadFileWithinOptions,
): Promise<{ readonly size: number }> {
  const found = await handle.stat();
  if (found.isFile()) return found;
  const kind = found.isDirectory() ? 'a folder' : 'no regular file';
  throw new DataError(`${file} is ${kind}, where ${expected} was expected; correct the path.`, { file });
}

/**
 * Turns what the system says of a file into a {@link DataError}.
 *
 * @param cause - What was thrown.
 * @param file - Path of the file.
 * @param expected - What was expected there.
 * @returns The error to throw; a `DataError` as it is.
 */
export function unreadable(cause: unknown, file: string, expected: string): DataError {
  if (cause instanceof DataError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new DataError(`${file} does not exist, where ${expected} was expected; correct the path.`, {
      file,
      cause,
    });
  }
  if (code === 'ELOOP') {
    return new DataError(
      `${file} is a link, where ${expected} was expected; links are not followed: put the file itself there.`,
      { file, cause },
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  // The system's codes are those of errno; others are of what was read.
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) {
    return new DataError(
      `${file} is not ${expected}, as it should be (${reason}); get it again, or correct the path.`,
      { file, cause },
    );
  }
  return new DataError(
    `${file} cannot be read (${reason}), where ${expected} was expected; check the path and its permissions.`,
    { file, cause },
  );
}
