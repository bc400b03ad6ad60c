import { parquetReadObjects } from 'hyparquet';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { DataError } from '../data-error.ts';
import { PARQUET_COMPRESSORS } from './parquet-compressors.ts';
import { reason } from './parquet-file.ts';
import type { ParquetFile } from './parquet-file.ts';
import { columnParts, leafLevels, onlyLeaf } from './parquet-leaf.ts';
import { checkPages } from './parquet-pages.ts';

/**
 * Reads rows of a column, one row group after the other; of a column with parts the part named bytes.
 *
 * @param file - The file.
 * @param column - Name of the column.
 * @param start - First row.
 * @param end - Row after the last.
 * @returns The values.
 * @throws {@link DataError} when they cannot be read.
 */
export async function readColumn(
  file: ParquetFile,
  column: string,
  start: number,
  end: number,
): Promise<unknown[]> {
  const parts = columnParts(file.metadata).get(column) ?? [];
  const path = parts.length === 0 ? [column] : [column, 'bytes'];
  if (parts.length > 0 && !parts.includes('bytes')) {
    throw new DataError(
      `${file.file} has a column ${JSON.stringify(column)} of ${parts.slice(0, 20).join(', ')}, where plain values or a part named bytes were expected; name the columns with imageColumn and labelColumn.`,
      { file: file.file },
    );
  }
  const metadata = onlyLeaf(file.metadata, path);
  const values: unknown[] = [];
  let first = 0;
  for (const [group, count] of file.groups.entries()) {
    const from = Math.max(start, first);
    const to = Math.min(end, first + count);
    if (from < to) {
      const pages = await checkedPages(file, metadata, column, group);
      for (const value of await readRows({ file, metadata, column, pages, start: from, end: to }))
        values.push(value);
    }
    first += count;
  }
  return values;
}

/** Reads the pages of a column in a row group and holds them against what the description says. */
async function checkedPages(
  file: ParquetFile,
  metadata: FileMetaData,
  column: string,
  group: number,
): Promise<AsyncBuffer> {
  const [chunk] = metadata.row_groups[group]?.columns ?? [];
  const described = chunk?.meta_data;
  const fault = (what: string, cause?: unknown): DataError =>
    new DataError(
      `${file.file}: the column ${JSON.stringify(column)} in row group ${group} ${what}; get the file again from its publisher.`,
      { file: file.file, cause },
    );
  if (described === undefined) throw fault('is missing');
  const start = Number(described.dictionary_page_offset || described.data_page_offset);
  const bytes = new Uint8Array(
    await file.buffer.slice(start, start + Number(described.total_compressed_size)),
  );
  try {
    checkPages({ bytes, column: described, rows: file.groups[group] ?? 0, levels: leafLevels(metadata) });
  } catch (cause) {
    throw fault(`is damaged (${reason(cause)})`, cause);
  }
  return {
    byteLength: file.size,
    slice: (from, to = file.size) => {
      if (from < start || to > start + bytes.length)
        throw new RangeError('pages are outside of their column');
      return bytes.slice(from - start, to - start).buffer;
    },
  };
}

/** Options of {@link readRows}. */
interface ReadRowsOptions {
  readonly file: ParquetFile;
  readonly metadata: FileMetaData;
  readonly column: string;
  readonly pages: AsyncBuffer;
  readonly start: number;
  readonly end: number;
}

/** Reads rows of one row group; hyparquet's own errors are of damaged files. */
async function readRows(options: ReadRowsOptions): Promise<unknown[]> {
  const { file, metadata, column, pages, start, end } = options;
  let rows: Record<string, unknown>[];
  try {
    rows = await parquetReadObjects({
      file: pages,
      metadata,
      columns: [column],
      rowStart: start,
      rowEnd: end,
      compressors: PARQUET_COMPRESSORS,
      utf8: false,
      geoparquet: false,
    });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      `${file.file}: rows ${start} to ${end - 1} of the column ${JSON.stringify(column)} cannot be read (${reason(cause)}); get the file again from its publisher.`,
      { file: file.file, row: start, cause },
    );
  }
  if (rows.length === end - start) return rows.map((row) => row[column]);
  throw new DataError(
    `${file.file} has ${rows.length} of the rows ${start} to ${end - 1} of the column ${JSON.stringify(column)}; get the file again from its publisher.`,
    { file: file.file, row: start },
  );
}
