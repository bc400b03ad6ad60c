import { DataError } from '../data-error.ts';
import { LIMITS } from '../limits.ts';
import { maskedCrc32c } from './crc32c.ts';

/** Bytes before a record: its length and the length's checksum. */
export const FRAME_START = 12;
/** Bytes around a record: those before it, and its checksum. */
export const FRAME: number = FRAME_START + 4;

/** Where a record is. */
export interface RecordPlace {
  /** Path of the file. */
  readonly file: string;
  /** First byte of the frame. */
  readonly offset: number;
  /** Number of the record in the file. */
  readonly row: number;
}

/**
 * Reads the length of a record.
 *
 * @param start - The first 12 bytes of the frame, or fewer at the end of the file.
 * @param left - Bytes from the start of the frame to the end of the file.
 * @param place - Where the frame is, for errors.
 * @returns The length of the data, which fits in the file.
 * @throws {@link DataError} when the file is cut short, the checksum is wrong, or the length too large.
 */
export function recordLength(start: Uint8Array, left: number, place: RecordPlace): number {
  const { file, offset, row } = place;
  if (start.length < FRAME_START)
    throw cutShort(place, `${start.length} of the ${FRAME_START} bytes of its frame`);
  const view = new DataView(start.buffer, start.byteOffset, FRAME_START);
  const found = view.getUint32(8, true);
  const expected = maskedCrc32c(start.subarray(0, 8));
  if (found !== expected) throw damaged(place, 'length', found, expected);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LIMITS.record)) {
    throw new DataError(
      `${file}: record ${row} at byte ${offset} announces ${length} bytes, where at most ${LIMITS.record} are allowed; make the file again.`,
      { file, offset, row },
    );
  }
  if (Number(length) + FRAME > left) throw cutShort(place, `${left} of its ${Number(length) + FRAME} bytes`);
  return Number(length);
}

/**
 * Checks a record's data.
 *
 * @param frame - The data and the four bytes after it.
 * @param place - Where the frame is, for errors.
 * @returns The data, a view.
 * @throws {@link DataError} when the checksum is wrong.
 */
export function recordData(frame: Uint8Array, place: RecordPlace): Uint8Array {
  const data = frame.subarray(0, -4);
  const found = new DataView(frame.buffer, frame.byteOffset, frame.length).getUint32(frame.length - 4, true);
  const expected = maskedCrc32c(data);
  if (found !== expected) throw damaged(place, 'data', found, expected);
  return data;
}

function damaged(
  { file, offset, row }: RecordPlace,
  what: string,
  found: number,
  expected: number,
): DataError {
  return new DataError(
    `${file}: record ${row} at byte ${offset} is damaged or this is no TFRecord file: the checksum of its ${what} is ${found}, where ${expected} was expected; make the file again, or get it again.`,
    { file, offset, row },
  );
}

function cutShort({ file, offset, row }: RecordPlace, what: string): DataError {
  return new DataError(
    `${file} is cut short: record ${row} at byte ${offset} has ${what}; make the file again, or get it again.`,
    { file, offset, row },
  );
}
