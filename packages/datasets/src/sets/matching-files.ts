import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DataError } from '../data-error.ts';
import { byCodeUnit } from '../folders/image-names.ts';

const EXTENSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['tfrecord', ['.tfrecord', '.tfrecords', '.tfrecord.gz']],
  ['webdataset', ['.tar']],
  ['parquet', ['.parquet']],
  ['csv', ['.csv']],
]);

/**
 * The files of a path, of a folder, or of a pattern with `*` in its last part, in code-unit order.
 *
 * @param kind - Kind of the files, which says their endings in a folder.
 * @param path - The path.
 * @returns Their paths.
 * @throws {@link DataError} when there are none.
 */
export function matchingFiles(kind: string, path: string): string[] {
  const pattern = basename(path);
  const isFolder =
    !pattern.includes('*') && lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && !pattern.includes('*')) return [path];
  const folder = isFolder ? path : dirname(path);
  const extensions = EXTENSIONS.get(kind) ?? [];
  const parts = pattern.split('*');
  const matches = isFolder
    ? (name: string) => extensions.some((extension) => name.endsWith(extension))
    : (name: string) => matchesParts(name, parts);
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => !name.startsWith('.') && matches(name))
      .sort(byCodeUnit);
  } catch (cause) {
    throw new DataError(
      `${folder} cannot be read (${cause instanceof Error ? cause.message : String(cause)}); correct the path.`,
      { file: folder, cause },
    );
  }
  if (names.length > 0) return names.map((name) => join(folder, name));
  throw new DataError(
    `${path} names no file, where files ${isFolder ? `with the ending ${extensions.join(' or ')}` : 'that fit the pattern'} were expected; correct the path.`,
    { file: path },
  );
}

/** Whether a name has the parts of a pattern in their order, without the time that a regular expression may take. */
function matchesParts(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
