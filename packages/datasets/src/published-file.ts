import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { verifyChecksum, verifySize } from './checksum.ts';
import { DataError } from './data-error.ts';
import type { LoadedFile } from './image-split.ts';
import type { PublishedFile } from './published-files.ts';

const unpack = promisify(gunzip);

/** Options of {@link readPublishedFile}. */
export interface ReadPublishedFileOptions {
  /** Folder with the file, unpacked or packed; the unpacked one is preferred. */
  readonly folder: string;
  /** The file. */
  readonly published: PublishedFile;
  /** What to do when it is damaged: the end of the error's sentence. */
  readonly remedy: string;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a published file from a folder and verifies its checksums, those of the `.gz` file too where that is what is there.
 *
 * @param options - Where to look and what for.
 * @returns The unpacked bytes, or undefined where the folder has neither the file nor its `.gz`.
 * @throws {@link DataError} when the file cannot be read or is not the published one.
 */
export async function readPublishedFile(options: ReadPublishedFileOptions): Promise<LoadedFile | undefined> {
  const { folder, published, remedy } = options;
  const raw = join(folder, published.name);
  const bytes = await readExactly({ ...options, file: raw, expected: published.raw });
  if (bytes !== undefined) return { file: raw, bytes };

  const file = `${raw}.gz`;
  const packed = await readExactly({ ...options, file, expected: published.gzip });
  if (packed === undefined) return undefined;
  const unpacked = await unpackExactly({ file, packed, bytes: published.raw.bytes });
  verifyChecksum({ bytes: unpacked, file, expected: published.raw, remedy });
  return { file, bytes: unpacked };
}

interface ReadExactlyOptions extends Pick<ReadPublishedFileOptions, 'remedy' | 'signal'> {
  readonly file: string;
  readonly expected: PublishedFile['raw'];
}

/** Reads a file whose size is known, so that no more than that is ever taken into memory. */
async function readExactly(options: ReadExactlyOptions): Promise<Uint8Array | undefined> {
  const { file, expected, remedy, signal } = options;
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new DataError(`${file} is not a file; ${remedy}.`, { file });
    verifySize({ file, found: found.size, expected, remedy });
    const bytes = await readFile(file, { signal });
    verifyChecksum({ bytes, file, expected, remedy });
    return bytes;
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof DataError) throw cause;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new DataError(
      `${file} cannot be read (${cause instanceof Error ? cause.message : String(cause)}); check the path and its permissions.`,
      { file, cause },
    );
  }
}

/** Options of {@link unpackExactly}. */
export interface UnpackExactlyOptions {
  /** Path, for the error. */
  readonly file: string;
  /** A gzip file. */
  readonly packed: Uint8Array;
  /** Size of what is in it: no more than that is unpacked. */
  readonly bytes: number;
}

/**
 * Unpacks a gzip file into at most as many bytes as it should have.
 *
 * @param options - The packed bytes and the bound.
 * @returns The unpacked bytes.
 * @throws {@link DataError} when there are more, or when it is no intact gzip file.
 */
export async function unpackExactly(options: UnpackExactlyOptions): Promise<Uint8Array> {
  const { file, packed, bytes } = options;
  try {
    return await unpack(packed, { maxOutputLength: bytes });
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    const fault = tooLarge
      ? `unpacks to more than the ${bytes} bytes expected`
      : `is no intact gzip file (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new DataError(`${file} ${fault}; get the file again from its publisher.`, { file, cause });
  }
}
