import { EngineError } from '../engine-error.ts';

const NO_ROOM: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const BUSY: readonly string[] = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];

/**
 * A system's error (full disk, no permission, a file in the way) as a sentence that says what to do. Other errors stay as
 * they are.
 *
 * @param folder - the cache folder that was written
 */
export function installFailure(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof EngineError) return error;
  const { code = '', errno } = error as NodeJS.ErrnoException;
  if (errno === undefined) return error;
  return new EngineError(
    'INSTALL_FAILED',
    `The TensorFlow library cannot be installed in ${folder} (${error.message}); ${remedy(code)}.`,
    { cause: error },
  );
}

function remedy(code: string): string {
  if (NO_ROOM.includes(code)) return 'make room, or set SKIPJACK_CACHE to a folder on another disk';
  if (BUSY.includes(code)) return 'end other programs and run the command again';
  return 'set SKIPJACK_CACHE to a folder that you may write';
}
