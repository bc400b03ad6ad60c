import { crc32 } from '@node-rs/crc32';
import type { Entry, LocalFileHeader, ZipFile } from 'yauzl';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { unpackedAtMost } from '../gzip-bytes.ts';
import { LIMITS } from '../limits.ts';
import { memberName } from '../shards/member-name.ts';
import { indexedFile } from '../shards/webdataset.ts';
import { zipDirectory } from './zip-directory.ts';

/** A zip archive whose members can be read in any order. */
export interface ZipIndex {
  /** Path. */
  readonly file: string;
  /** Checked names of the files in it, in the archive's order. */
  readonly names: readonly string[];
  /** Reads a member, checked against its size and checksum. */
  readonly read: (name: string) => Promise<Uint8Array>;
}

/** Bytes of a member's description in the directory, and of its header before its content, without its names. */
const ENTRY = 46;
const HEADER = 30;
/** A header with this flag has its sizes and checksum behind the content. */
const SIZES_BEHIND = 8;

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
  const directory = await zipDirectory(await indexedFile(file));
  const fault = (what: string): DataError =>
    new DataError(`${file} ${what}; get the archive again from its publisher.`, { file });
  const entries = new Map<string, Entry>();
  let archive: ZipFile | undefined;
  if (directory.count > LIMITS.zipMembers)
    throw fault(`announces ${directory.count} members, where at most ${LIMITS.zipMembers} are allowed`);
  try {
    const { openPromise } = await import('yauzl');
    archive = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
    const places = new PlaceList();
    let described = 0;
    for await (const entry of archive.eachEntry()) {
      signal?.throwIfAborted();
      const name = memberName({ file, name: entry.fileName });
      described += ENTRY + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      places.add(entry);
      if (((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000)
        throw fault(`has a member ${JSON.stringify(name)} that is a link`);
      if (entry.fileName.endsWith('/') || !wanted(name)) continue;
      if (entries.has(name)) throw fault(`has the member ${JSON.stringify(name)} twice`);
      if (entry.isEncrypted() || (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)) {
        throw fault(
          `has a member ${JSON.stringify(name)} that is encrypted or packed in another way than deflate`,
        );
      }
      const most = Math.min(LIMITS.encodedImage, unpackedAtMost(entry.compressedSize));
      if (entry.uncompressedSize > most)
        throw fault(
          `has a member ${JSON.stringify(name)} of ${entry.uncompressedSize} bytes, where at most ${most} are allowed`,
        );
      entries.set(name, entry);
    }
    if (described !== directory.end - directory.start)
      throw fault(
        `has a directory of ${directory.end - directory.start} bytes, and its ${directory.count} members have ${described} in it`,
      );
    if (places.overlap(directory.start))
      throw fault('has members that lie upon each other or beyond their directory');
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
    const other = differs(header, entry);
    if (other !== undefined) throw fault(`has another ${other} at its place than in the directory`);
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

/** What the header before a content says otherwise than the directory. */
function differs(header: LocalFileHeader, entry: Entry): string | undefined {
  if (!header.fileName.equals(entry.fileNameRaw)) return 'name';
  if (header.compressionMethod !== entry.compressionMethod) return 'way of packing';
  if ((header.generalPurposeBitFlag & SIZES_BEHIND) !== 0) return undefined;
  // Sizes of 4 GiB and more are elsewhere.
  const same = (small: number, size: number): boolean => small === size || small === 0xffff_ffff;
  if (!same(header.compressedSize, entry.compressedSize)) return 'packed size';
  if (!same(header.uncompressedSize, entry.uncompressedSize)) return 'size';
  return header.crc32 === entry.crc32 ? undefined : 'checksum';
}

/** Where members are. */
class PlaceList {
  readonly #places: (readonly [start: number, end: number])[] = [];

  add({ relativeOffsetOfLocalHeader: start, fileNameLength, compressedSize }: Entry): void {
    this.#places.push([start, start + HEADER + fileNameLength + compressedSize]);
  }

  /** Whether two of them share a byte, or one ends after `last`. */
  overlap(last: number): boolean {
    this.#places.sort(([a], [b]) => a - b);
    return this.#places.some(([, end], index) => end > (this.#places[index + 1]?.[0] ?? last));
  }
}
