import { DataError } from '../data-error.ts';
import type { FileRanges, IndexedFile } from '../file-ranges.ts';
import { LIMITS } from '../limits.ts';
import { memberName } from './member-name.ts';
import { BLOCK, tarHeader } from './tar-header.ts';

/** A file in a tar archive. */
export interface TarMember {
  /** Checked name. */
  readonly name: string;
  /** First byte of its content, in the whole file. */
  readonly offset: number;
  /** Bytes of its content. */
  readonly size: number;
}

/** Options of {@link tarIndex}. */
export interface TarIndexOptions {
  /** The file. */
  readonly indexed: IndexedFile;
  /** Reads it. */
  readonly ranges: FileRanges;
  /**
   * First byte of the archive, which may lie in another one.
   * @defaultValue 0
   */
  readonly start?: number;
  /**
   * Byte after the archive.
   * @defaultValue the end of the file
   */
  readonly end?: number;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** Most small members have their header within so many bytes of the one before. */
const WINDOW = 256 * 1024;

/**
 * Finds the files of an unpacked tar archive in one pass over its headers; contents are passed over unread.
 *
 * @param options - The archive.
 * @returns Its files, in order.
 * @throws {@link DataError} when it is cut short or damaged, has a link, or a hostile name.
 */
export async function* tarIndex(options: TarIndexOptions): AsyncGenerator<TarMember, void, undefined> {
  const { indexed, ranges, start = 0, end = indexed.size, signal } = options;
  const { file } = indexed;
  const window = new HeaderWindow(ranges, indexed, end);
  let longName: string | undefined;
  let longSize: number | undefined;
  let count = 0;
  for (let offset = start; offset < end; count += 1) {
    const header = tarHeader(await window.read(offset, BLOCK), file, offset);
    if (header === undefined) return;
    if (count % 1024 === 0) signal?.throwIfAborted();
    if (count > LIMITS.tarMembers) throw fault(file, offset, `is beyond ${LIMITS.tarMembers} members`);
    const content = offset + BLOCK;
    const isExtended = 'xgLK'.includes(header.type);
    const size = isExtended ? header.size : (longSize ?? header.size);
    if (size > end - content) {
      throw fault(file, offset, `announces ${size} bytes where ${end - content} are left`);
    }
    if (isExtended) {
      if (size > LIMITS.tarExtendedHeader) throw fault(file, offset, `announces a name of ${size} bytes`);
      const bytes = await window.read(content, size);
      if (header.type === 'L') longName = utf8(bytes, file, offset).replace(/\0.*$/s, '');
      else if (header.type === 'x') {
        for (const [key, value] of paxRecords(utf8(bytes, file, offset), file, offset)) {
          if (key === 'path') longName = value;
          else if (key === 'size') longSize = paxSize(value, file, offset);
          else if (key.startsWith('GNU.sparse')) throw fault(file, offset, 'is of a file with holes');
        }
      } else if (header.type === 'K') throw fault(file, offset, 'is of a link');
    } else {
      const name = memberName({ file, name: longName ?? header.name, offset });
      if (header.type === '0' || header.type === '7') yield { name, offset: content, size };
      else if (header.type !== '5') {
        const kind = '12'.includes(header.type) ? 'a link' : `of type ${JSON.stringify(header.type)}`;
        throw fault(
          file,
          offset,
          `says that ${JSON.stringify(name)} is ${kind}, where files alone were expected`,
        );
      }
      longName = undefined;
      longSize = undefined;
    }
    offset = content + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function fault(file: string, offset: number, what: string): DataError {
  return new DataError(
    `${file}: the tar header at byte ${offset} ${what}; get the archive again from its publisher.`,
    { file, offset },
  );
}

function utf8(bytes: Uint8Array, file: string, offset: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fault(file, offset, 'has a name that is no UTF-8');
  }
}

/** Records of a pax header: length in bytes, blank, key, =, value, new line. */
function* paxRecords(text: string, file: string, offset: number): Generator<readonly [string, string]> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length;) {
    const blank = bytes.indexOf(0x20, start);
    const digits = blank === -1 ? '' : bytes.toString('latin1', start, blank);
    const length = /^\d{1,6}$/.test(digits) ? Number(digits) : 0;
    const record = bytes.toString('utf8', blank + 1, start + length - 1);
    const equals = record.indexOf('=');
    if (length < 5 || start + length > bytes.length || bytes[start + length - 1] !== 10 || equals < 1) {
      throw fault(file, offset, 'has an extension that cannot be read');
    }
    yield [record.slice(0, equals), record.slice(equals + 1)];
    start += length;
  }
}

function paxSize(value: string, file: string, offset: number): number {
  const size = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw fault(file, offset, 'has a size that is no number');
  return size;
}

/** Reads headers ahead where contents are small. */
class HeaderWindow {
  readonly #ranges: FileRanges;
  readonly #indexed: IndexedFile;
  readonly #end: number;
  #bytes = new Uint8Array(0);
  #start = 0;
  #near = 0;

  constructor(ranges: FileRanges, indexed: IndexedFile, end: number) {
    this.#ranges = ranges;
    this.#indexed = indexed;
    this.#end = end;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.#end - offset);
    const inside = offset >= this.#start && offset + wanted <= this.#start + this.#bytes.length;
    if (!inside) {
      // Only as far ahead as the distance of the last headers makes useful.
      const ahead = offset - this.#near < WINDOW / 8 ? WINDOW : wanted;
      this.#bytes = await this.#ranges.read(
        this.#indexed,
        offset,
        Math.min(Math.max(ahead, wanted), this.#end - offset),
      );
      this.#start = offset;
    }
    this.#near = offset;
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + wanted);
  }
}
