import { createHash } from 'node:crypto';
import { DataError } from '../data-error.ts';
import { FileRanges } from '../file-ranges.ts';
import type { ImageSource } from '../image-source.ts';
import { numberedClasses } from '../sets/class-labels.ts';
import { encodedSource } from '../sets/encoded-source.ts';
import { indexedFile } from '../shards/webdataset.ts';
import { featureNames } from './hugging-face-features.ts';
import type { ParquetFile } from './parquet-file.ts';
import { columnParts } from './parquet-leaf.ts';
import { RowGroupCache } from './row-group-cache.ts';

/** Options of {@link parquetImages}. */
export interface ParquetImagesOptions {
  /** Parquet files, in order. */
  readonly files: readonly string[];
  /**
   * Column of images: bytes, or Hugging Face's pair of bytes and path.
   * @defaultValue `image`, or `img` where the first file has that
   */
  readonly imageColumn?: string | undefined;
  /**
   * Column of labels, whole numbers.
   * @defaultValue `label`, or `fine_label` where the first file has that
   */
  readonly labelColumn?: string | undefined;
  /**
   * What each label stands for.
   * @defaultValue those that Hugging Face keeps in the file, else the numbers from 0 to the largest label
   */
  readonly classNames?: readonly string[] | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads images out of parquet files as Hugging Face publishes them. The labels are read at once; images by row groups when they are asked
 * for, of which the last used ones stay in memory: read neighbours together where you can.
 *
 * @param options - The files.
 * @returns The source.
 * @throws {@link DataError} when a file is damaged, lacks a column, or a label is no class.
 */
export async function parquetImages(options: ParquetImagesOptions): Promise<ImageSource> {
  const { signal } = options;
  // Loaded when they are needed, with what unpacks pages, so that importing the package stays quick.
  const { openParquet } = await import('./parquet-file.ts');
  const { readColumn } = await import('./parquet-column.ts');
  const ranges = new FileRanges();
  const files: ParquetFile[] = [];
  for (const file of options.files) {
    signal?.throwIfAborted();
    files.push(await openParquet(await indexedFile(file), ranges));
  }
  const [first] = files;
  if (first === undefined) throw new RangeError('parquetImages needs at least 1 file; got 0.');
  const imageColumn = options.imageColumn ?? columnOf(first, ['image', 'img']);
  const labelColumn = options.labelColumn ?? columnOf(first, ['label', 'fine_label']);
  const labels: number[] = [];
  const hash = createHash('sha256');
  for (const file of files) {
    signal?.throwIfAborted();
    for (const column of [imageColumn, labelColumn]) requireColumn(file, column);
    for (const [row, value] of (await readColumn(file, labelColumn, 0, file.rows)).entries()) {
      labels.push(labelOf(value, file.file, row));
    }
    hash.update(`${file.size},${file.rows};`);
    // The description has the sizes of all pages, and most writers' statistics.
    hash.update(
      JSON.stringify(file.metadata, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    );
  }
  hash.update(Uint32Array.from(labels));
  const name = files.length === 1 ? first.file : `${first.file} and ${files.length - 1} more`;
  if (labels.length === 0)
    throw new DataError(`${name} has no rows, where at least 1 was expected; check the path.`, {
      file: first.file,
    });
  const cache = new RowGroupCache(
    files,
    async (file, start, end) => await readColumn(file, imageColumn, start, end),
  );
  return encodedSource({
    labels,
    classNames: numberedClasses({
      labels,
      classNames: options.classNames ?? featureNames(first.metadata, labelColumn),
      file: name,
    }),
    fingerprint: `metadata-sha256:${hash.digest('hex')}`,
    nameOf: (index) => {
      const { file, row } = cache.place(index);
      return `${file.file}: row ${row}`;
    },
    bytesOf: async (index) => {
      const { file, row, value } = await cache.value(index);
      return imageBytes(value, file.file, row);
    },
  });
}

function columnOf(file: ParquetFile, names: readonly string[]): string {
  const columns = [...columnParts(file.metadata).keys()];
  return names.find((name) => columns.includes(name)) ?? names[0] ?? '';
}

function requireColumn(file: ParquetFile, column: string): void {
  const columns = [...columnParts(file.metadata).keys()];
  if (columns.includes(column)) return;
  throw new DataError(
    `${file.file} has no column ${JSON.stringify(column)} among ${columns
      .slice(0, 20)
      .map((name) => JSON.stringify(name))
      .join(', ')}; name the columns with imageColumn and labelColumn.`,
    { file: file.file },
  );
}

function labelOf(value: unknown, file: string, row: number): number {
  const label = typeof value === 'bigint' ? Number(value) : value;
  if (typeof label === 'number' && Number.isSafeInteger(label) && label >= 0) return label;
  throw new DataError(
    `${file}: row ${row} has no label that is a whole number from 0 (${value === null ? 'it is empty' : typeof value}); correct the row.`,
    { file, row },
  );
}

function imageBytes(value: unknown, file: string, row: number): Uint8Array {
  const bytes = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : value;
  if (bytes instanceof Uint8Array) return bytes;
  throw new DataError(
    `${file}: row ${row} has no image as bytes, where one was expected (images that are named by path alone are not read); make the file again with its images in it.`,
    { file, row },
  );
}
