/** A mistake in the command line: its message is one sentence, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
