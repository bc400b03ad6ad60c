import { RunFolderError } from '@skipjack/runs';

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
