import { sampleIndex } from '../sets/index-range.ts';
import type { ParquetFile } from './parquet-file.ts';

/** Where a row is. */
export interface RowPlace {
  /** Its file. */
  readonly file: ParquetFile;
  /** Row in the file. */
  readonly row: number;
}

interface Group {
  readonly file: ParquetFile;
  readonly start: number;
  readonly end: number;
  /** Index of its first row among all files' rows. */
  readonly first: number;
}

/** Reads the values of a column; of the row groups the last used ones are kept. */
export class RowGroupCache {
  readonly #groups: readonly Group[];
  readonly #length: number;
  readonly #read: (file: ParquetFile, start: number, end: number) => Promise<unknown[]>;
  readonly #kept = new Map<Group, Promise<unknown[]>>();
  readonly #most: number;

  /**
   * @param files - The files.
   * @param read - Reads the rows from one to before another.
   * @param most - Number of row groups to keep.
   */
  constructor(
    files: readonly ParquetFile[],
    read: (file: ParquetFile, start: number, end: number) => Promise<unknown[]>,
    most = 4,
  ) {
    let first = 0;
    this.#groups = files.flatMap((file) => {
      let start = 0;
      return file.groups.map((count) => {
        const group = { file, start, end: start + count, first };
        start += count;
        first += count;
        return group;
      });
    });
    this.#length = first;
    this.#read = read;
    this.#most = most;
  }

  /** Where a row is, by its index among all files' rows. */
  place(index: number): RowPlace {
    const { file, start, first } = this.#groupOf(index);
    return { file, row: start + index - first };
  }

  /** The value of a row. */
  async value(index: number): Promise<RowPlace & { readonly value: unknown }> {
    const group = this.#groupOf(index);
    const values = this.#kept.get(group) ?? this.#read(group.file, group.start, group.end);
    this.#kept.delete(group);
    this.#kept.set(group, values);
    values.catch(() => this.#kept.delete(group));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break;
      this.#kept.delete(oldest);
    }
    return { ...this.place(index), value: (await values)[index - group.first] };
  }

  #groupOf(index: number): Group {
    sampleIndex(index, this.#length);
    let [low, high] = [0, this.#groups.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#groups[middle]?.first ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const group = this.#groups[low];
    if (group === undefined) throw new RangeError(`Index ${index} names no row; there are none.`);
    return group;
  }
}
