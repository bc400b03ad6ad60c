import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from './data-error.ts';
import { LIMITS } from './limits.ts';

const unpack = promisify(gunzip);

/** Options of {@link gunzipWithin}. */
export interface GunzipWithinOptions {
  /** Path, for the error. */
  readonly file: string;
  /** A gzip file. */
  readonly packed: Uint8Array;
  /** Most bytes that it may unpack to. */
  readonly maxBytes: number;
}

/**
 * Whether a file begins as a gzip file does.
 *
 * @param bytes - At least its first two bytes.
 */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * What packed bytes may unpack to before they are taken for a bomb: 64 times their size, or a few MiB where they are few. Images and records of images are
 * packed already, and CIFAR's archives unpack to 1.1 times their size; zeros would to 1,032 times it.
 *
 * @param packed - Number of packed bytes.
 * @param least - What they may unpack to however few they are.
 * @returns Number of unpacked bytes.
 */
export function unpackedAtMost(packed: number, least: number = LIMITS.smallUnpacked): number {
  return Math.max(least, LIMITS.packingRatio * packed);
}

/**
 * Unpacks a gzip file into no more memory than was allowed.
 *
 * @param options - The packed bytes and the bound.
 * @returns The unpacked bytes.
 * @throws {@link DataError} when there are more, or when it is no intact gzip file.
 */
export async function gunzipWithin(options: GunzipWithinOptions): Promise<Uint8Array> {
  const { file, packed, maxBytes } = options;
  try {
    return await unpack(packed, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    const fault = tooLarge
      ? `unpacks to more than the ${maxBytes} bytes allowed`
      : `is no intact gzip file (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new DataError(`${file} ${fault}; get the file again from its publisher.`, { file, cause });
  }
}
