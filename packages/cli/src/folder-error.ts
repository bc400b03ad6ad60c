import { hasCode } from './make-folder.ts';
import { UsageError } from './usage-error.ts';

/** Errors of the system that another command line does not mend, and what does. */
const FAILURES: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space on that disk, or give --out a folder on another',
  EDQUOT: 'your share of that disk is used up: free some of it, or give --out a folder on another',
  EIO: 'check that disk, or give --out a folder on another',
  EMFILE: 'raise the limit of open files (`ulimit -n`)',
  ENFILE: 'too many files are open on this machine: close some programs',
};

/**
 * Says that the output folder cannot be used: as wrong usage, or as a failure where the machine is the reason.
 *
 * @param name - The folder as the user would write it.
 * @param error - What the system said.
 * @returns The error to throw: a {@link UsageError}, or for a failure a plain one.
 */
export function folderError(name: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const fault = `The output folder ${name} cannot be made or written to (${reason})`;
  const failure = Object.entries(FAILURES).find(([code]) => hasCode(error, code));
  if (failure !== undefined) return new Error(`${fault}; ${failure[1]}.`, { cause: error });
  return new UsageError(`${fault}; give --out another folder.`, { cause: error });
}
