import { DataError } from '../data-error.ts';
import { FileRanges } from '../file-ranges.ts';
import type { IndexedFile } from '../file-ranges.ts';

/** Where a zip archive has its directory. */
export interface ZipDirectory {
  /** First byte. */
  readonly start: number;
  /** Byte after the last. */
  readonly end: number;
  /** Number of members that it announces. */
  readonly count: number;
}

const END = { signature: 0x0605_4b50, size: 22, comment: 0xffff };
const ZIP64 = { signature: 0x0606_4b50, size: 56, locator: 0x0706_4b50, locatorSize: 20 };

/**
 * Reads the end of a zip archive. Its directory must reach to it: readers that look for the end elsewhere, such as in a comment, then see
 * the same members as this one, or none.
 *
 * @param indexed - The archive.
 * @returns Where the directory is.
 * @throws {@link DataError} when there is none, or it does not lie before its end.
 */
export async function zipDirectory(indexed: IndexedFile): Promise<ZipDirectory> {
  const { file, size } = indexed;
  const fault = (what: string, offset?: number): DataError =>
    new DataError(`${file} is no intact zip archive: ${what}; get the archive again from its publisher.`, {
      file,
      ...(offset === undefined ? {} : { offset }),
    });
  if (size < END.size) throw fault(`it has ${size} bytes, where at least ${END.size} were expected`);
  const ranges = new FileRanges();
  const tail = Math.min(size, END.size + END.comment);
  const bytes = Buffer.from(await ranges.read(indexed, size - tail, tail));
  let at = bytes.length - END.size;
  while (at >= 0 && bytes.readUInt32LE(at) !== END.signature) at -= 1;
  if (at < 0) throw fault('it has no end of a directory');
  const place = size - tail + at;
  if (bytes.readUInt16LE(at + 20) !== bytes.length - at - END.size)
    throw fault(`the end of its directory at byte ${place} is not the end of the file`, place);
  const small = {
    start: bytes.readUInt32LE(at + 16),
    length: bytes.readUInt32LE(at + 12),
    count: bytes.readUInt16LE(at + 10),
  };
  const isLarge = small.start === 0xffff_ffff || small.length === 0xffff_ffff || small.count === 0xffff;
  if (!isLarge) return checked({ ...small, end: place }, fault);
  const record = place - ZIP64.locatorSize - ZIP64.size;
  if (record < 0) throw fault('it has no room for the zip64 directory that it announces', place);
  const large = Buffer.from(await ranges.read(indexed, record, ZIP64.size + ZIP64.locatorSize));
  if (
    large.readUInt32LE(0) !== ZIP64.signature ||
    large.readUInt32LE(ZIP64.size) !== ZIP64.locator ||
    large.readBigUInt64LE(ZIP64.size + 8) !== BigInt(record)
  )
    throw fault('its zip64 directory is not before its end', place);
  const wide = (offset: number): number => Number(large.readBigUInt64LE(offset));
  return checked({ start: wide(48), length: wide(40), count: wide(32), end: record }, fault);
}

function checked(
  { start, length, count, end }: { start: number; length: number; count: number; end: number },
  fault: (what: string, offset?: number) => DataError,
): ZipDirectory {
  if (start + length === end) return { start, end, count };
  throw fault(`its directory of ${length} bytes at byte ${start} does not end at byte ${end}`, end);
}
