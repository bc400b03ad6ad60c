import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What a file must be: its size and at least one digest, in hexadecimal. */
export interface ExpectedFile {
  /** Size in bytes. */
  readonly bytes: number;
  /**
   * MD5 as the publisher states it: guards against accidents.
   * @defaultValue none is known
   */
  readonly md5?: string | undefined;
  /**
   * SHA-256, pinned here: guards against forgery, too, so only a file that has one may come over plain HTTP.
   * @defaultValue none is known
   */
  readonly sha256?: string | undefined;
}

/** Options of {@link fileFault}. */
export interface FileFaultOptions {
  /** Path of the file. */
  readonly file: string;
  /** What it must be. */
  readonly expected: ExpectedFile;
  /** Told how many bytes have been read. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a whole file and compares it with what it must be.
 *
 * @param options - The file.
 * @returns What is wrong, such as `its md5 sum is ..., where ... was expected`; undefined where it is the expected file.
 * @throws what the system throws when the file cannot be read, or the signal's reason.
 */
export async function fileFault(options: FileFaultOptions): Promise<string | undefined> {
  const { file, expected, onRead, signal } = options;
  const hashes = (['md5', 'sha256'] as const).flatMap((algorithm) => {
    const sum = expected[algorithm];
    return sum === undefined ? [] : [{ algorithm, sum, hash: createHash(algorithm) }];
  });
  if (hashes.length === 0)
    throw new RangeError(`${file} has no checksum to be verified by; give md5 or sha256.`);
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    // A file that is too long is not read to its end, however long that is.
    if (bytes > expected.bytes) return `it has more than the ${expected.bytes} bytes expected`;
    for (const { hash } of hashes) hash.update(chunk);
    onRead?.(bytes);
  }
  if (bytes !== expected.bytes) return `it has ${bytes} bytes, where ${expected.bytes} were expected`;
  for (const { algorithm, sum, hash } of hashes) {
    const found = hash.digest('hex');
    if (found !== sum) return `its ${algorithm} sum is ${found}, where ${sum} was expected`;
  }
  return undefined;
}
