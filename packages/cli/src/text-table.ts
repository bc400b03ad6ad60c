/** Options of {@link textTable}. */
export interface TextTableOptions {
  /** Titles of the columns. */
  readonly titles: readonly string[];
  /** Cells, row by row. */
  readonly rows: readonly (readonly string[])[];
  /**
   * How many columns are set left; all others are set right.
   * @defaultValue 1
   */
  readonly left?: number;
}

/**
 * Sets a table for a terminal.
 *
 * @param options - Titles and cells.
 * @returns Lines, each with its line end.
 */
export function textTable(options: TextTableOptions): string {
  const { titles, rows, left = 1 } = options;
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return column < left ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [titles, widths.map((width) => '-'.repeat(width)), ...rows].map((row) => `${line(row)}\n`).join('');
}
