import { crc32 } from '@node-rs/crc32';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { LIMITS } from '../limits.ts';
import { memberName } from '../shards/member-name.ts';
import { indexedFile } from '../shards/webdataset.ts';

/** A zip archive whose members can be read in any order. */
export interface ZipIndex {
  /** Path. */
  readonly file: string;
  /** Checked names of the files in it, in the archive's order. */
  readonly names: readonly string[];
  /** Reads a member, checked against its size and checksum. */
  readonly read: (name: string) => Promise<Uint8Array>;
}

/** Options of {@link zipIndex}. */
export interface ZipIndexOptions {
  /** Path of the archive. */
  readonly file: string;
  /** Says of a member's name whether it is wanted. */
  readonly wanted: (name: string) => boolean;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the directory of a zip archive. Nothing is extracted.
 *
 * @param options - The archive.
 * @returns Its wanted members.
 * @throws {@link DataError} when it is no intact archive, has a link, a hostile or repeated name, an encrypted member, or members that
 * claim more than the archive can hold.
 */
export async function zipIndex(options: ZipIndexOptions): Promise<ZipIndex> {
  const { file, wanted, signal } = options;
  const { size } = await indexedFile(file);
  const fault = (what: string): DataError =>
    new DataError(`${file} ${what}; get the archive again from its publisher.`, { file });
  const entries = new Map<string, Entry>();
  let archive: ZipFile | undefined;
  try {
    archive = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
    if (archive.entryCount > LIMITS.zipMembers)
      throw fault(`announces ${archive.entryCount} members, where at most ${LIMITS.zipMembers} are allowed`);
    let packed = 0;
    for await (const entry of archive.eachEntry()) {
      signal?.throwIfAborted();
      const name = memberName({ file, name: entry.fileName });
      packed += entry.compressedSize;
      if (packed > size) throw fault('has members that lie upon each other');
      if (((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000)
        throw fault(`has a member ${JSON.stringify(name)} that is a link`);
      if (entry.fileName.endsWith('/') || !wanted(name)) continue;
      if (entries.has(name)) throw fault(`has the member ${JSON.stringify(name)} twice`);
      if (entry.isEncrypted() || (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)) {
        throw fault(
          `has a member ${JSON.stringify(name)} that is encrypted or packed in another way than deflate`,
        );
      }
      if (entry.uncompressedSize > LIMITS.encodedImage)
        throw fault(
          `has a member ${JSON.stringify(name)} of ${entry.uncompressedSize} bytes, where at most ${LIMITS.encodedImage} are allowed`,
        );
      entries.set(name, entry);
    }
  } catch (cause) {
    archive?.close();
    signal?.throwIfAborted();
    throw unreadable(cause, file, 'an intact zip archive');
  }
  const open = archive;
  return {
    file,
    names: [...entries.keys()],
    read: async (name) => await readMember(open, entries.get(name), file, name),
  };
}

async function readMember(
  archive: ZipFile,
  entry: Entry | undefined,
  file: string,
  name: string,
): Promise<Uint8Array> {
  const fault = (what: string, cause?: unknown): DataError =>
    new DataError(
      `${file}: the member ${JSON.stringify(name)} ${what}; get the archive again from its publisher.`,
      { file, cause },
    );
  if (entry === undefined) throw fault('is missing');
  const chunks: Buffer[] = [];
  try {
    const header = await archive.readLocalFileHeaderPromise(entry);
    if (!header.fileName.equals(entry.fileNameRaw))
      throw fault('has another name at its place than in the directory');
    // yauzl stops a member that unpacks to more than its announced size.
    for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw fault(`cannot be unpacked (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32)
    throw fault('is damaged: its checksum is wrong');
  return bytes;
}
