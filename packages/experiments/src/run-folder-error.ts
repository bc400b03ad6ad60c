/** The folder of a run cannot be used or written to. Its message says in one sentence what is wrong and what to do. */
export class RunFolderError extends Error {
  /** Name of the class. */
  override readonly name: string = 'RunFolderError';
  /** The file or folder concerned. */
  readonly path: string;
  /** The system's code for what went wrong, such as `ENOSPC`; undefined where the system did not refuse. */
  readonly code: string | undefined;

  /** Makes an error about `path`. */
  constructor(message: string, path: string, code?: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
    this.code = code;
  }
}

const FULL = 'the disk is full; free some space, or choose a folder on another disk';
const FORBIDDEN = 'writing there is not permitted; choose another folder, or change its permissions';
const NO_FOLDER = 'a part of its path is no folder; choose another folder';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: 'the disk quota is used up; free some space, or choose a folder on another disk',
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: 'that disk is read-only; choose a folder on another disk',
  ENOTDIR: NO_FOLDER,
  EEXIST: NO_FOLDER,
  ENOENT: 'it, or a folder that it is in, does not exist or cannot be made; choose another folder',
};

/** Says in one sentence why `path` could not be written. */
export function writeError(path: string, cause: unknown): RunFolderError {
  if (cause instanceof RunFolderError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const said = cause instanceof Error ? cause.message : String(cause);
  const reason = REASONS[code ?? ''] ?? said;
  return new RunFolderError(`Cannot write ${path}: ${reason}.`, path, code, { cause });
}
