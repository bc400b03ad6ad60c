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
  const diagnosis = await diagnose(services);
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

type Diagnosis = Awaited<ReturnType<CommandContext<object>['services']['doctor']>>;

/** koffi, through which the engine calls TensorFlow, comes as an optional package: without it not even the doctor loads. */
async function diagnose(services: CommandContext<object>['services']): Promise<Diagnosis> {
  try {
    return await services.doctor();
  } catch (error) {
    if (!(error instanceof Error) || !/\bkoffi\b/i.test(error.message)) throw error;
    const finding = {
      level: 'error',
      title: 'koffi',
      detail: `its library for this platform is not installed (${error.message.split('\n', 1)[0]})`,
      fix: 'npm install --include=optional (pnpm and yarn: install again without --no-optional)',
    } as const;
    return { ok: false, findings: [finding] };
  }
}
