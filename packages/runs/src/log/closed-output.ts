/** A stream of text to the user, such as `process.stdout`. */
export interface OutputStream {
  /** Listens to its errors. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Listens no more. */
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** Options of {@link surviveClosedOutput}. */
export interface SurviveClosedOutputOptions {
  /**
   * The streams.
   * @defaultValue the process's own output and error output
   */
  readonly streams?: readonly OutputStream[];
  /**
   * Told once, when a stream fails for the first time: the pipe's reader has gone (`EPIPE`), the terminal is closed (`EIO`), or the
   * disk that output is sent to is full.
   * @defaultValue nobody is told
   */
  readonly onError?: (error: Error) => void;
}

/**
 * Lets a process go on when nobody reads its output any more: otherwise the first line after that ends it.
 *
 * @param options - The streams, and whom to tell.
 * @returns A function that takes this back.
 */
export function surviveClosedOutput(options: SurviveClosedOutputOptions = {}): () => void {
  const { onError } = options;
  const streams: readonly OutputStream[] = options.streams ?? [process.stdout, process.stderr];
  let told = false;
  const listener = (error: Error): void => {
    if (told) return;
    told = true;
    onError?.(error);
  };
  for (const stream of streams) stream.on('error', listener);
  return () => {
    for (const stream of streams) stream.off('error', listener);
  };
}
