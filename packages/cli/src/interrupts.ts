import type { CliIo, StopSignal } from './cli-io.ts';

const EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** `npx` hands on the Ctrl-C that the terminal has sent to us already: copies this close together, in milliseconds, are one. */
const SAME_SIGNAL = 1000;

/** What is known about the signals that have arrived. */
export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Exit code for the signal that arrived, 128 and its number; undefined while none has. */
  readonly exitCode: () => number | undefined;
}

/** Options of {@link withInterrupts}. */
export interface WithInterruptsOptions<T> {
  /** Where signals come from, and where to say what happens. */
  readonly io: Pick<CliIo, 'signals' | 'stderr' | 'exit'>;
  /** What the command does about the first signal, for the user to read. */
  readonly notice: string;
  /** The command. */
  readonly work: (interrupts: Interrupts) => Promise<T>;
  /**
   * Clock in milliseconds.
   *
   * @defaultValue `performance.now`
   */
  readonly now?: () => number;
}

/**
 * Runs a command so that Ctrl-C stops it in order: the first signal asks it to, a second one ends the process at once, unless it
 * comes within a second of the first.
 *
 * @param options - The command.
 * @returns What the command returns.
 */
export async function withInterrupts<T>(options: WithInterruptsOptions<T>): Promise<T> {
  const { io, notice, work, now = () => performance.now() } = options;
  const controller = new AbortController();
  let exitCode: number | undefined;
  let first = 0;
  const listener = (signal: StopSignal) => () => {
    if (exitCode !== undefined) {
      if (now() - first > SAME_SIGNAL) io.exit(EXIT_CODES[signal]);
      return;
    }
    first = now();
    exitCode = EXIT_CODES[signal];
    io.stderr.write(`\nskipjack: ${notice}; once more stops at once.\n`);
    controller.abort(new Error(`stopped by ${signal}`));
  };
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => [signal, listener(signal)] as const);
  for (const [signal, stop] of listeners) io.signals.on(signal, stop);
  try {
    return await work({ signal: controller.signal, exitCode: () => exitCode });
  } finally {
    for (const [signal, stop] of listeners) io.signals.off(signal, stop);
  }
}
