import { CommanderError } from 'commander';
import { processIo, tolerateClosedPipe } from './cli-io.ts';
import type { CliIo } from './cli-io.ts';
import { createProgram } from './program.ts';
import { SERVICES } from './services.ts';
import type { Services } from './services.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs the `skipjack` command. The process is not ended, not even by an error: that is printed, as one sentence.
 *
 * @param argv - What follows the name of the command.
 * @param io - What stands in for this process's own streams, environment, signals or clock.
 * @returns The exit code: 0 done, 1 failure, 2 wrong usage, 130 or 143 stopped by SIGINT or SIGTERM.
 */
export async function run(argv: readonly string[], io: Partial<CliIo> = {}): Promise<number> {
  return await runWith({ argv, io: processIo(io), services: SERVICES });
}

/** Options of {@link runWith}. */
export interface RunWithOptions {
  /** What follows the name of the command. */
  readonly argv: readonly string[];
  /** The world outside. */
  readonly io: CliIo;
  /** The packages behind the commands. */
  readonly services: Services;
}

/**
 * {@link run} with everything to choose.
 *
 * @param options - Arguments, world and packages.
 * @returns The exit code.
 */
export async function runWith(options: RunWithOptions): Promise<number> {
  const { argv, io, services } = options;
  tolerateClosedPipe(io.stdout);
  tolerateClosedPipe(io.stderr);
  let exitCode = 0;
  const program = createProgram({
    io,
    services,
    onExitCode: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    const isHelp =
      error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help');
    if (isHelp) return 0;
    io.stderr.write(`skipjack: ${sentence(error)}\n`);
    const debug = argv.includes('--verbose') || io.environment['SKIPJACK_DEBUG'] === '1';
    if (debug && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
    return error instanceof UsageError || error instanceof CommanderError ? 2 : 1;
  }
}

/** The message on one line, in the words of the command line: `root` is an option of ours by another name. */
function sentence(error: unknown): string {
  const message = error instanceof Error && error.message !== '' ? error.message : String(error);
  const line = message.trim().replaceAll(/\s*\n\s*/g, ' ');
  if (error instanceof CommanderError) {
    return `${line.replace(/^error: /, '').replace(/\.$/, '')}; --help lists what there is.`;
  }
  return line.replaceAll('`download: true`', '--download').replaceAll('`root`', '--data-root');
}
