import { parquetMetadataAsync } from 'hyparquet';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { DataError } from '../data-error.ts';
import type { FileRanges, IndexedFile } from '../file-ranges.ts';
import { LIMITS } from '../limits.ts';
import { ThriftCursor } from './thrift-cursor.ts';

/** A parquet file that is ready to be read. */
export interface ParquetFile extends IndexedFile {
  /** Reads ranges of it. */
  readonly buffer: AsyncBuffer;
  /** What its end says. */
  readonly metadata: FileMetaData;
  /** Number of rows of each group. */
  readonly groups: readonly number[];
  /** Number of all rows. */
  readonly rows: number;
}

/**
 * Reads the description at the end of a parquet file and holds every size in it against the file and the limits.
 *
 * @param indexed - The file.
 * @param ranges - Reads it.
 * @returns The file.
 * @throws {@link DataError} when it is no parquet file or its description cannot be true.
 */
export async function openParquet(indexed: IndexedFile, ranges: FileRanges): Promise<ParquetFile> {
  const { file, size } = indexed;
  const fault = (what: string, cause?: unknown): DataError =>
    new DataError(`${file} ${what}; get the file again from its publisher.`, { file, cause });
  if (size < 12) throw fault(`has ${size} bytes, where a parquet file of at least 12 was expected`);
  const end = await ranges.read(indexed, size - 8, 8);
  const start = await ranges.read(indexed, 0, 4);
  if (latin(start) !== 'PAR1' || latin(end.subarray(4)) !== 'PAR1')
    throw fault('does not begin and end with PAR1, where a parquet file was expected');
  const length = new DataView(end.buffer).getUint32(0, true);
  if (length > size - 12 || length > LIMITS.parquetMetadata) {
    throw fault(
      `announces a description of ${length} bytes, where at most ${Math.min(size - 12, LIMITS.parquetMetadata)} are possible`,
    );
  }
  const buffer: AsyncBuffer = {
    byteLength: size,
    slice: (from, to = size) => {
      const bytes = ranges.read(indexed, from, Math.max(0, to - from)).then((read) => read.buffer);
      // hyparquet gives up at the first fault and then awaits none of the reads that it has begun.
      bytes.catch(() => {});
      return bytes;
    },
  };
  let metadata: FileMetaData;
  try {
    // Before a reader that takes sizes on trust.
    new ThriftCursor(await ranges.read(indexed, size - 8 - length, length)).struct();
    metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw fault(`has a description that cannot be read (${reason(cause)})`, cause);
  }
  return { file, size, buffer, metadata, ...checkedGroups(metadata, size, fault) };
}

function checkedGroups(
  metadata: FileMetaData,
  size: number,
  fault: (what: string) => DataError,
): { groups: number[]; rows: number } {
  if (!Array.isArray(metadata.row_groups) || !Array.isArray(metadata.schema))
    throw fault('has a description without row groups');
  const groups = metadata.row_groups.map(({ columns, num_rows }, group) => {
    let unpacked = 0n;
    for (const { file_path: path, meta_data: column } of columns ?? []) {
      if (column === undefined || path !== undefined)
        throw fault(`has a column in row group ${group} that is in another file`);
      const from = column.dictionary_page_offset ?? column.data_page_offset;
      const numbers = [
        from,
        column.data_page_offset,
        column.total_compressed_size,
        column.total_uncompressed_size,
        column.num_values,
      ];
      if (numbers.some((number) => typeof number !== 'bigint' || number < 0n))
        throw fault(`has a column in row group ${group} with a size that is no number`);
      if (from + column.total_compressed_size > BigInt(size))
        throw fault(`has a column in row group ${group} that ends after the file`);
      unpacked += column.total_uncompressed_size;
    }
    if (unpacked > BigInt(LIMITS.parquetRowGroup))
      throw fault(
        `has row group ${group} of ${unpacked} bytes, where at most ${LIMITS.parquetRowGroup} are allowed`,
      );
    // A row of an image set costs a byte at least; of equal values alone, a few bytes may announce 2^31.
    if (typeof num_rows !== 'bigint' || num_rows < 0n || num_rows > BigInt(size))
      throw fault(`announces ${num_rows} rows in row group ${group}`);
    return Number(num_rows);
  });
  const rows = groups.reduce((sum, count) => sum + count, 0);
  if (rows > size) throw fault(`announces ${rows} rows in ${groups.length} row groups`);
  if (BigInt(rows) !== metadata.num_rows)
    throw fault(`announces ${metadata.num_rows} rows and has ${rows} in its row groups`);
  return { groups, rows };
}

/**
 * What an error says, for the middle of a sentence.
 *
 * @param cause - What was thrown.
 */
export function reason(cause: unknown): string {
  // A reader that takes a part for granted.
  if (cause instanceof TypeError) return 'a part of it is missing';
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 200).replace(/[.\s]+$/, '');
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
