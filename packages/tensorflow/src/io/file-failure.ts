import { EngineError } from '../engine-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is missing',
  EPERM: 'permission is missing',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'something that is not a folder has its name',
  EISDIR: 'a folder is where a file should be',
  ELOOP: 'its symbolic links lead in a circle',
};

/** An error of the system as one sentence, `what: why; remedy.`; an `EngineError` stays as it is. */
export function fileFailure(what: string, remedy: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const why = REASONS[code] ?? message;
  return new EngineError('FILE_FAILED', `${what}: ${why}; ${remedy}.`, { cause: error });
}

/** The sentence for a file that is not there, in tfjs-node's words. */
export function missingFile(what: string, remedy: string, error: unknown): EngineError {
  return new EngineError('FILE_FAILED', `${what} does not exist: loading failed; ${remedy}.`, {
    cause: error,
  });
}
