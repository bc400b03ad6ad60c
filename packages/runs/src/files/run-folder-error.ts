/** A file or folder of a run cannot be read or written. Its message says in one sentence what is wrong and what to do. */
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
const FORBIDDEN = 'that is not permitted; choose another folder, or change its permissions';
const NO_FOLDER = 'a part of its path is no folder; choose another folder';
const TOO_MANY = 'too many files are open; close some, or raise the limit (ulimit -n)';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: 'the disk quota is used up; free some space, or choose a folder on another disk',
  EIO: 'the disk reports an error; check it, and choose a folder on another disk',
  EMFILE: TOO_MANY,
  ENFILE: TOO_MANY,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: 'that disk is read-only; choose a folder on another disk',
  EFBIG: 'that disk takes no file of that size (FAT32: 4 GiB); choose a folder on another disk',
  ENAMETOOLONG: 'its path is too long; choose a folder with a shorter path',
  ELOOP: 'a link in its path leads to itself, or the file is a link; choose another folder',
  EISDIR: 'a folder is there; remove it, or choose another folder',
  EXDEV: 'its folder spans two disks; choose a folder that lies on one',
  ENOTDIR: NO_FOLDER,
  EEXIST: 'something of that name is there already; remove it, or choose another folder',
  ENOENT: 'it, or a folder that it is in, does not exist or cannot be made; choose another folder',
};

/** The system's code of an error, such as `ENOSPC`; undefined where it has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function fileError(verb: 'read' | 'write', path: string, cause: unknown): RunFolderError {
  if (cause instanceof RunFolderError) return cause;
  const code = errorCode(cause);
  const said = cause instanceof Error ? cause.message : String(cause);
  const reason = REASONS[code ?? ''] ?? said;
  return new RunFolderError(`Cannot ${verb} ${path}: ${reason}.`, path, code, { cause });
}

/** Says in one sentence why `path` could not be written. */
export function writeError(path: string, cause: unknown): RunFolderError {
  return fileError('write', path, cause);
}

/** Says in one sentence why `path` could not be read. */
export function readError(path: string, cause: unknown): RunFolderError {
  return fileError('read', path, cause);
}
