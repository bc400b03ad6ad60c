import progress from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import type { OutputStream } from './cli-io.ts';

/** Options of {@link singleBar}. */
export interface SingleBarOptions {
  /** The terminal. */
  readonly stream: OutputStream;
  /** The line, with names of values in braces. */
  readonly format: string;
}

/**
 * Makes a progress bar in the one style that all commands share.
 *
 * @param options - The terminal and the line.
 * @returns The bar; it keeps the process alive until it is stopped.
 */
export function singleBar(options: SingleBarOptions): SingleBar {
  const bar = new progress.SingleBar(
    { ...options, hideCursor: true, barsize: 20, fps: 8, gracefulExit: false },
    progress.Presets.shades_classic,
  );
  return bar;
}
