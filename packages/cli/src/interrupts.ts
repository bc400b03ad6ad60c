import type { CliIo, StopSignal } from './cli-io.ts';

const EXIT_CODES: Readonly<Record<StopSignal, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  // The same as SIGTERM, so that whoever starts a training has one code for one that can go on.
  SIGHUP: 143,
};

/** `npx` hands on the Ctrl-C that the terminal has sent to us already: copies this close together, in milliseconds, are one. */
const SAME_SIGNAL = 1000;

/** What is known about the signals that have arrived. */
export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Exit code for the signal that arrived; undefined while none has. */
  readonly exitCode: () => number | undefined;
  /** Has something done before a second signal ends the process at once: a hidden cursor must come back. */
  readonly beforeExit: (action: () => void) => void;
}

/** Options of {@link withInterrupts}. */
export interface WithInterruptsOptions<T> {
  /** Where signals come from, where to say what happens, and the clock. */
  readonly io: Pick<CliIo, 'signals' | 'stderr' | 'exit' | 'now'>;
  /** What the command does about the first signal, for the user to read. */
  readonly notice: string;
  /** The command. */
  readonly work: (interrupts: Interrupts) => Promise<T>;
}

/**
 * Runs a command so that Ctrl-C stops it in order: the first signal asks it to, a second one ends the process at once, unless it
 * comes within a second of the first.
 *
 * @param options - The command.
 * @returns What the command returns.
 */
export async function withInterrupts<T>(options: WithInterruptsOptions<T>): Promise<T> {
  const { io, notice, work } = options;
  const controller = new AbortController();
  let exitCode: number | undefined;
  let first = 0;
  const actions: (() => void)[] = [];
  const listener = (signal: StopSignal) => () => {
    if (exitCode !== undefined) {
      if (io.now() - first <= SAME_SIGNAL) return;
      for (const action of actions) action();
      io.exit(EXIT_CODES[signal]);
      return;
    }
    first = io.now();
    exitCode = EXIT_CODES[signal];
    io.stderr.write(`\nskipjack: ${notice}; again after a second stops at once.\n`);
    controller.abort(new Error(`stopped by ${signal}`));
  };
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(
    (signal) => [signal, listener(signal)] as const,
  );
  for (const [signal, stop] of listeners) io.signals.on(signal, stop);
  try {
    return await work({
      signal: controller.signal,
      exitCode: () => exitCode,
      beforeExit: (action) => void actions.push(action),
    });
  } finally {
    for (const [signal, stop] of listeners) io.signals.off(signal, stop);
  }
}
