import type { Writable } from 'node:stream';

/** A stream to print on; `process.stdout` is one. */
export type OutputStream = Writable & {
  /** Whether a terminal shows it. */
  readonly isTTY?: boolean;
};

/** Where signals come from; `process` is one. */
export interface SignalSource {
  /** Adds a listener for a signal. */
  on(signal: StopSignal, listener: () => void): unknown;
  /** Removes it. */
  off(signal: StopSignal, listener: () => void): unknown;
}

/** A signal that asks the command to stop: Ctrl-C, `kill`, or a terminal that is closed. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Everything outside that a command touches, so that tests can stand in for it. */
export interface CliIo {
  /** For results. */
  readonly stdout: OutputStream;
  /** For progress and errors. */
  readonly stderr: OutputStream;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly workingDirectory: string;
  /** Where Ctrl-C arrives. */
  readonly signals: SignalSource;
  /** Ends the process at once: for the second Ctrl-C. */
  readonly exit: (code: number) => void;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
}

/**
 * Fills in this process's own streams, signals and clock.
 *
 * @param io - What a test replaces.
 * @returns Everything that a command needs.
 */
export function processIo(io: Partial<CliIo>): CliIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    workingDirectory: process.cwd(),
    signals: process,
    exit: (code) => process.exit(code),
    now: () => performance.now(),
    ...io,
  };
}

const tolerant = new WeakSet<OutputStream>();

/**
 * Keeps a closed pipe (`skipjack ... | head -1`) or a full disk behind it from ending the command: a training that
 * nobody watches still writes its report.
 *
 * @param stream - A stream to print on; asking twice is harmless.
 */
export function tolerateClosedPipe(stream: OutputStream): void {
  if (tolerant.has(stream)) return;
  tolerant.add(stream);
  stream.on('error', () => {});
}
