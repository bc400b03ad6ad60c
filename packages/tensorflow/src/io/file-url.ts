import { resolve } from 'node:path';
import { EngineError } from '../engine-error.ts';

const SCHEME = 'file://';

/**
 * The absolute path that a `file://` URL names; undefined for a URL of another scheme.
 *
 * As in `@tensorflow/tfjs-node`, everything after `file://` is a path as it stands: `file:///tmp/net` is absolute,
 * `file://./net` and `file://net` are relative to the working folder, and `%20` is no space.
 * @throws EngineError `INVALID_ARGUMENT` when there is no path after `file://`.
 */
export function pathOfFileUrl(url: string): string | undefined {
  return url.startsWith(SCHEME) ? checkedPath(url.slice(SCHEME.length), url) : undefined;
}

/**
 * The absolute path of what a caller gave.
 * @throws EngineError `INVALID_ARGUMENT` when it is no text, empty, or has a NUL character.
 */
export function checkedPath(path: string, given: string = path): string {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `${JSON.stringify(given) ?? typeof given} names no file or folder; give a path, such as file:///path/to/folder or file://./folder.`,
    );
  return resolve(path);
}
