import { createHash } from 'node:crypto';
import { DataError } from './data-error.ts';

/** Size and digests, in hexadecimal, that identify a file. */
export interface Checksum {
  /** Size in bytes. */
  readonly bytes: number;
  /** MD5 as the publisher states it: guards against accidents. */
  readonly md5: string;
  /** SHA-256, pinned here: guards against forgery, too. */
  readonly sha256: string;
}

/** Options of {@link verifyChecksum}. */
export interface VerifyChecksumOptions {
  /** What was read. */
  readonly bytes: Uint8Array;
  /** Its path or address, for the error. */
  readonly file: string;
  /** What it must be. */
  readonly expected: Checksum;
  /** What to do when it is not: the end of the error's sentence. */
  readonly remedy: string;
}

/**
 * Checks a file's size, MD5 and SHA-256.
 *
 * @param options - The bytes and what they should be.
 * @throws {@link DataError} which names both sums when one differs.
 */
export function verifyChecksum(options: VerifyChecksumOptions): void {
  const { bytes, file, expected } = options;
  verifySize({ ...options, found: bytes.length });
  for (const algorithm of ['md5', 'sha256'] as const) {
    const found = createHash(algorithm).update(bytes).digest('hex');
    if (found !== expected[algorithm]) {
      throw new DataError(
        `${file} is not the published file: its ${algorithm} sum is ${found}, where ${expected[algorithm]} was expected; ${options.remedy}.`,
        { file },
      );
    }
  }
}

/** Options of {@link verifySize}. */
export interface VerifySizeOptions extends Pick<VerifyChecksumOptions, 'file' | 'expected' | 'remedy'> {
  /** Size of the file in bytes. */
  readonly found: number;
}

/**
 * Checks a file's size, which is known before a byte of it is read.
 *
 * @param options - The size and what it should be.
 * @throws {@link DataError} when it is cut short or too long.
 */
export function verifySize(options: VerifySizeOptions): void {
  const { file, found, expected } = options;
  if (found === expected.bytes) return;
  const fault = found < expected.bytes ? 'cut short' : 'too long';
  throw new DataError(
    `${file} is ${fault}: it has ${found} bytes, where the published file has ${expected.bytes}; ${options.remedy}.`,
    { file, offset: Math.min(found, expected.bytes) },
  );
}
