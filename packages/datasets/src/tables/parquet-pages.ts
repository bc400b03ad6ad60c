import { decompressPage } from 'hyparquet/src/datapage.js';
import type { ColumnMetaData } from 'hyparquet';
import { PARQUET_COMPRESSORS } from './parquet-compressors.ts';
import { ThriftCursor } from './thrift-cursor.ts';
import type { ThriftStruct, ThriftValue } from './thrift-cursor.ts';

/** Options of {@link checkPages}. */
export interface CheckPagesOptions {
  /** The pages of a column in a row group. */
  readonly bytes: Uint8Array;
  /** What the file's description says of them. */
  readonly column: ColumnMetaData;
  /** Rows of the group. */
  readonly rows: number;
  /** How many parts of the column's path may be empty: the largest level of its values. */
  readonly levels: number;
}

const PAGE = { data: 0, dictionary: 2, data2: 3 };
const ENCODING = { plain: 0, plainDictionary: 2, runs: 3, dictionary: 8 };
/** Writers fill the last run of a page up. */
const PADDING = 512;

/** A page and what its header says. */
interface Page {
  readonly bytes: Uint8Array;
  readonly unpacked: number;
  readonly values: number;
  readonly encoding: ThriftValue | undefined;
}

/**
 * Walks the pages of a column before a reader that takes them on trust does: no page, no run of equal values and no list of levels may
 * announce more than there are rows, and none unpacks to more than the column says.
 *
 * @param options - The pages.
 * @throws RangeError with what is wrong.
 */
export function checkPages(options: CheckPagesOptions): void {
  const { bytes, column, rows, levels } = options;
  let unpackedLeft = Number(column.total_uncompressed_size);
  let rowsLeft = rows;
  const cursor = new ThriftCursor(bytes);
  // As long as the reader goes on: it stops a byte before the end.
  while (rowsLeft > 0 && cursor.offset < bytes.length - 1) {
    const header = cursor.struct();
    const packed = whole(header.get(3), bytes.length - cursor.offset, 'a page of');
    const unpacked = whole(header.get(2), unpackedLeft, 'a page unpacked to');
    unpackedLeft -= unpacked;
    const content = bytes.subarray(cursor.offset, cursor.offset + packed);
    cursor.offset += packed;
    const type = header.get(1);
    if (type === PAGE.dictionary) {
      whole(structOf(header, 7).get(1), unpacked, 'a dictionary of');
      continue;
    }
    if (type !== PAGE.data && type !== PAGE.data2) throw new RangeError(`a page of type ${String(type)}`);
    const head = structOf(header, type === PAGE.data ? 5 : 8);
    const values = whole(head.get(1), rowsLeft, 'a page of values:');
    rowsLeft -= values;
    const page = { bytes: content, unpacked, values, encoding: head.get(type === PAGE.data ? 2 : 4) };
    if (type === PAGE.data) checkData(page, column, levels);
    else checkData2(page, head, column, levels);
  }
}

/** The levels, then the values, packed together. */
function checkData(
  { bytes, unpacked, values, encoding }: Page,
  column: ColumnMetaData,
  levels: number,
): void {
  const inRuns = isDictionary(encoding);
  if (levels === 0 && !inRuns) return;
  const page = decompressPage(bytes, unpacked, column.codec, PARQUET_COMPRESSORS);
  let start = 0;
  if (levels > 0) {
    if (page.length < 4) throw new RangeError('levels that are cut short');
    const length = new DataView(page.buffer, page.byteOffset).getUint32(0, true);
    start = 4 + whole(length, page.length - 4, 'levels of');
    checkRuns(page.subarray(4, start), values, widthOf(levels));
  }
  if (inRuns) checkIndices(page.subarray(start), values);
}

/** The levels are not packed, and their length is in the header. */
function checkData2(
  { bytes, unpacked, values, encoding }: Page,
  head: ThriftStruct,
  column: ColumnMetaData,
  levels: number,
): void {
  const levelBytes = whole(head.get(5), Math.min(bytes.length, unpacked), 'levels of');
  if (head.get(3) !== values || head.get(6) !== 0) throw new RangeError('values that are lists');
  whole(head.get(2), values, 'empty values:');
  if (levels > 0) checkRuns(bytes.subarray(0, levelBytes), values, widthOf(levels));
  if (!isDictionary(encoding)) return;
  const content = bytes.subarray(levelBytes);
  const size = unpacked - levelBytes;
  checkIndices(
    head.get(7) === false ? content : decompressPage(content, size, column.codec, PARQUET_COMPRESSORS),
    values,
  );
}

function isDictionary(encoding: ThriftValue | undefined): boolean {
  if (encoding === ENCODING.plain) return false;
  if (encoding === ENCODING.plainDictionary || encoding === ENCODING.dictionary) return true;
  throw new RangeError(
    `values in the encoding ${String(encoding)}, where plain ones or those of a dictionary are read`,
  );
}

function checkIndices(bytes: Uint8Array, values: number): void {
  if (values > 0) checkRuns(bytes.subarray(1), values, whole(bytes[0], 32, 'indices of bits:'));
}

/** Numbers as runs of equal ones and as packed ones. */
function checkRuns(bytes: Uint8Array, values: number, width: number): void {
  if (width === 0) return;
  const cursor = new ThriftCursor(bytes);
  for (let seen = 0; seen < values;) {
    const head = Number(cursor.varint());
    const packed = head % 2 === 1;
    const count = packed ? Math.floor(head / 2) * 8 : Math.floor(head / 2);
    whole(count, values - seen + PADDING, 'a run of');
    // The last bytes of a packed run may be left out.
    if (packed) cursor.offset += Math.min((count / 8) * width, bytes.length - cursor.offset);
    else cursor.offset += Math.ceil(width / 8);
    seen += count;
  }
}

const widthOf = (level: number): number => 32 - Math.clz32(level);

function structOf(header: ThriftStruct, field: number): ThriftStruct {
  const value = header.get(field);
  if (value instanceof Map) return value;
  throw new RangeError('a page without its description');
}

function whole(value: ThriftValue | undefined, most: number, what: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`${what} ${String(value)}, where 0 to ${most} are possible`);
}
