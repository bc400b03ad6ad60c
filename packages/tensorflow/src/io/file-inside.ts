import { realpath, stat } from 'node:fs/promises';
import { join, posix, sep, win32 } from 'node:path';
import { EngineError } from '../engine-error.ts';

/** A regular file, where it really is, with its size. */
export interface InsideFile {
  readonly path: string;
  /** In bytes. */
  readonly bytes: number;
}

/**
 * Finds a file of a model's folder by its path there. A model may come from anywhere, so what it names may not lead out.
 * @throws EngineError `FILE_FAILED` when the path is absolute, has `..`, leads out by a symbolic link, or is no regular file.
 */
export async function fileInside(folder: string, path: string): Promise<InsideFile> {
  const named = `The file ${JSON.stringify(path)} of the model in ${folder}`;
  const parts = path.split(/[/\\]/);
  if (path === '' || path.includes('\0') || posix.isAbsolute(path) || win32.isAbsolute(path))
    throw refusal(`${named} has no path relative to that folder`);
  if (parts.includes('..')) throw refusal(`${named} is outside of that folder`);
  const real = await realpath(join(folder, path));
  if (!withSeparator(real).startsWith(withSeparator(await realpath(folder))))
    throw refusal(`${named} is a symbolic link out of that folder`);
  const found = await stat(real);
  if (!found.isFile()) throw refusal(`${named} is not a file`);
  return { path: real, bytes: found.size };
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

function refusal(what: string): EngineError {
  return new EngineError(
    'FILE_FAILED',
    `${what}; put all files of the model into one folder and name them relative to it.`,
  );
}
