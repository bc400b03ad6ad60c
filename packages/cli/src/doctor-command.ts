import type { CommandContext } from './degradation-command.ts';

/** The options of a command that can print JSON. */
export interface JsonFlags {
  /** `--json` */
  readonly json?: boolean;
}

const LABELS = { ok: 'ok     ', warning: 'warning', error: 'error  ' } as const;

/**
 * `skipjack doctor`: says what was found on this machine, what is missing and how to mend it.
 *
 * @param context - Options, world and packages.
 * @returns The exit code: 0 where training can begin, 1 where it cannot.
 */
export async function doctorCommand(context: CommandContext<JsonFlags>): Promise<number> {
  const { flags, io, services } = context;
  const diagnosis = await services.doctor();
  if (flags.json === true) {
    io.stdout.write(`${JSON.stringify(diagnosis)}\n`);
  } else {
    for (const { level, title, detail, fix } of diagnosis.findings) {
      io.stdout.write(`${LABELS[level]}  ${title}: ${detail}\n`);
      if (fix !== undefined) io.stdout.write(`         fix: ${fix}\n`);
    }
    const verdict = diagnosis.ok ? 'Ready to train.' : 'Not ready: mend what is marked as an error.';
    io.stdout.write(`\n${verdict}\n`);
  }
  return diagnosis.ok ? 0 : 1;
}
