import { dirname, isAbsolute, resolve } from 'node:path';
import { DataError } from '../data-error.ts';
import { readFileWithin } from '../file-bytes.ts';
import { byCodeUnit } from '../folders/image-names.ts';
import { NameList } from '../folders/name-list.ts';
import { namedFiles } from '../folders/named-files.ts';
import type { ImageSource } from '../image-source.ts';
import { LIMITS } from '../limits.ts';

/** Options of {@link csvImages}. */
export interface CsvImagesOptions {
  /** CSV file in UTF-8 whose first line names the columns. */
  readonly file: string;
  /**
   * Folder that the paths are relative to; none leads out of it.
   * @defaultValue the folder of the CSV file
   */
  readonly root?: string | undefined;
  /**
   * Column of paths.
   * @defaultValue 'path'
   */
  readonly pathColumn?: string | undefined;
  /**
   * Column of labels.
   * @defaultValue 'label'
   */
  readonly labelColumn?: string | undefined;
  /**
   * The labels as they are written, in the order of their classes.
   * @defaultValue those of the file: in the order of their numbers where all are whole numbers, else in code-unit order
   */
  readonly classNames?: readonly string[] | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a source of a table of paths and labels.
 *
 * @param options - The table.
 * @returns The source; a damaged or missing image is found when it is read.
 * @throws {@link DataError} with the row when the table is not regular, lacks a column, has a path that leads out of the folder or is there
 * twice, or a label that is no class.
 */
export async function csvImages(options: CsvImagesOptions): Promise<ImageSource> {
  const { file, pathColumn = 'path', labelColumn = 'label', signal } = options;
  const root = resolve(options.root ?? dirname(file));
  const bytes = await readFileWithin({ file, maxBytes: LIMITS.csvFile, expected: 'a CSV file', signal });
  const [header = [], ...rows] = await parseTable(bytes, file);
  const pathAt = columnOf(header, pathColumn, file);
  const labelAt = columnOf(header, labelColumn, file);
  if (rows.length === 0)
    throw new DataError(
      `${file} has no rows after its header, where at least 1 was expected; check the file.`,
      { file },
    );
  const names = new NameList();
  const seen = new Map<string, number>();
  const texts = rows.map((cells, row) => {
    if (cells.length !== header.length) {
      throw new DataError(
        `${file}: row ${row} has ${cells.length} cells, where ${header.length} were expected as in its header; correct the row.`,
        { file, row },
      );
    }
    const path = insidePath(cells[pathAt] ?? '', file, row);
    const before = seen.get(path);
    if (before !== undefined) {
      throw new DataError(
        `${file}: row ${row} has the path ${JSON.stringify(path)} of row ${before} again; remove one of them.`,
        { file, row },
      );
    }
    seen.set(path, row);
    names.add(path);
    return cells[labelAt] ?? '';
  });
  seen.clear();
  const classNames = options.classNames ?? classesOf(texts);
  const labels = labelsOf(texts, classNames, file);
  return namedFiles({ root, names, labels, classNames, hashed: new Uint8Array(labels.buffer) });
}

async function parseTable(bytes: Uint8Array, file: string): Promise<string[][]> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DataError(`${file} is no text in UTF-8, where a CSV file was expected; convert it.`, {
      file,
      cause,
    });
  }
  // Loaded when it is needed, so that importing the package stays quick.
  const { default: Papa } = await import('papaparse');
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: true });
  const [error] = errors;
  if (error !== undefined) {
    const row = Math.max(0, (error.row ?? 1) - 1);
    throw new DataError(`${file}: row ${row} is no row of a CSV file (${error.message}); correct the row.`, {
      file,
      row,
    });
  }
  return data;
}

function columnOf(header: readonly string[], name: string, file: string): number {
  const at = header.indexOf(name);
  if (at !== -1 && header.indexOf(name, at + 1) === -1) return at;
  const columns = header.slice(0, 20).map((column) => JSON.stringify(column.slice(0, 80)));
  throw new DataError(
    `${file} has ${at === -1 ? 'no column' : 'twice the column'} ${JSON.stringify(name)} among ${columns.join(', ') || 'none'}; name the columns with pathColumn and labelColumn.`,
    { file, offset: 0 },
  );
}

function insidePath(path: string, file: string, row: number): string {
  const parts = path.split('/');
  const inside = parts.filter((part) => part !== '' && part !== '.').join('/');
  const hostile =
    inside === '' ||
    path.length > LIMITS.path ||
    isAbsolute(path) ||
    /[\u0000-\u001f\u007f\\]/.test(path) ||
    parts.includes('..');
  if (!hostile) return inside;
  throw new DataError(
    `${file}: row ${row} has the path ${JSON.stringify(path.slice(0, 80))}, where a path within the folder, without "..", was expected; correct it, or give root.`,
    { file, row },
  );
}

function classesOf(texts: readonly string[]): string[] {
  const names = [...new Set(texts)];
  const whole = names.every((name) => /^(?:0|[1-9]\d{0,8})$/.test(name));
  return whole ? names.sort((a, b) => Number(a) - Number(b)) : names.sort(byCodeUnit);
}

function labelsOf(texts: readonly string[], classNames: readonly string[], file: string): Uint16Array {
  const classes = new Map(classNames.map((name, label) => [name, label]));
  if (classNames.length > LIMITS.classes) {
    throw new DataError(
      `${file} has ${classNames.length} classes, where at most ${LIMITS.classes} are allowed; check that labelColumn names the labels.`,
      { file },
    );
  }
  return Uint16Array.from(texts, (text, row) => {
    const label = classes.get(text);
    if (label !== undefined && text !== '') return label;
    throw new DataError(
      `${file}: row ${row} has the label ${JSON.stringify(text.slice(0, 80))}, which is none of the ${classNames.length} classes; correct it.`,
      { file, row },
    );
  });
}
