import { relative } from 'node:path';
import { slownessNotice } from './backend-choice.ts';
import type { BackendChoice } from './backend-choice.ts';
import { cliVersion } from './cli-version.ts';
import type { CommandContext } from './degradation-command.ts';
import { checkDataName, experimentData } from './experiment-data.ts';
import type { DataFlags } from './experiment-data.ts';
import { EXPERIMENTS } from './experiment-list.ts';
import type { ExperimentRow } from './experiment-list.ts';
import { experimentProgress } from './experiment-progress.ts';
import { withInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import { claimOutFolder } from './out-folder.ts';
import type { OutFolder } from './out-folder.ts';
import { counted, grouped } from './quantities.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack reproduce <experiment>`, each number already checked by itself. */
export interface ExperimentFlags extends DataFlags {
  /** `--steps` */
  readonly steps?: number;
  /** `--batch` */
  readonly batch?: number;
  /** `--lr` */
  readonly lr?: number;
  /** `--nets` */
  readonly nets?: string;
  /** `--precision` */
  readonly precision?: 'float32' | 'bfloat16';
  /** `--seed` */
  readonly seed: number;
  /** `--seeds` */
  readonly seeds: number;
  /** `--backend` */
  readonly backend: BackendChoice;
  /** `--out` */
  readonly out?: string;
}

/**
 * `skipjack reproduce <experiment>`: runs an experiment of the list and writes its report.
 *
 * @param context - Options, world and packages.
 * @param name - Name of the experiment, one of the list.
 * @returns The exit code: 0, or that of the signal that stopped it.
 * @throws UsageError for options that do not fit, before anything is loaded.
 */
export async function experimentCommand(
  context: CommandContext<ExperimentFlags>,
  name: string,
): Promise<number> {
  const { flags, io } = context;
  const row = EXPERIMENTS.find((one) => one.name === name);
  if (row === undefined) throw new UsageError(`Unknown experiment "${name}".`);
  if (row.needsData) checkDataName(flags.data);
  const folder = await claimOutFolder({
    out: flags.out,
    experiment: name,
    workingDirectory: io.workingDirectory,
  });
  try {
    return await withInterrupts({
      io,
      notice: 'stopping; the report of what is done will be written',
      work: (interrupts) => runAndReport(context, row, folder, interrupts),
    });
  } finally {
    await folder.release();
  }
}

async function runAndReport(
  context: CommandContext<ExperimentFlags>,
  { name, needsData }: ExperimentRow,
  folder: OutFolder,
  interrupts: Interrupts,
): Promise<number> {
  const { flags, io, services } = context;
  const { signal, exitCode, beforeExit } = interrupts;
  const progress = experimentProgress(io);
  beforeExit(progress.stop);
  const printJson = (line: object): void => {
    io.stdout.write(`${JSON.stringify(line)}\n`);
  };
  let report: string | undefined;
  try {
    const prepared = await services.prepareEngine(flags.backend);
    const notice = slownessNotice(flags.backend);
    if (notice !== undefined) io.stderr.write(`${notice}\n`);
    const dataset = needsData ? await experimentData(context, interrupts) : undefined;
    const images = dataset?.train.length ?? Infinity;
    if (flags.batch !== undefined && flags.batch > images)
      throw new UsageError(
        `--batch must be at most the ${grouped(images)} training images of ${flags.data}; got ${flags.batch}.`,
      );
    const summary = await services.runExperiment(name, {
      dataset,
      out: folder.path,
      settings: experimentSettings(flags),
      seed: flags.seed,
      seeds: flags.seeds,
      signal,
      versions: { skipjack: cliVersion(), ...prepared },
      onEvent: (event) => {
        if (event.type === 'report') report = event.file;
        if (flags.json === true) printJson(event);
        else progress.show(event);
      },
    });
    progress.stop();
    if (flags.json === true) printJson({ type: 'summary', folder: folder.path, summary });
    else {
      if (!summary.complete)
        io.stdout.write(
          `\nThe run was stopped before its end: ${summary.runs.length} of ${counted(summary.seeds.length, 'seed')} begun.\n`,
        );
      if (report !== undefined) {
        const path = relative(io.workingDirectory, report);
        io.stdout.write(`\nReport: ${path.startsWith('..') ? report : path}\n`);
      }
    }
  } catch (error) {
    // The signal's own rejection: the notice has been printed, and there was nothing yet to report.
    const isAbort = error === signal.reason || (error instanceof Error && error.name === 'AbortError');
    if (exitCode() === undefined || !isAbort) throw error;
  } finally {
    progress.stop();
  }
  return exitCode() ?? 0;
}

/** The settings that options were given for. */
function experimentSettings({ steps, batch, lr, nets, precision }: ExperimentFlags): object {
  const names = nets
    ?.split(',')
    .map((net) => net.trim())
    .filter((net) => net !== '');
  if (names?.length === 0) throw new UsageError(`--nets must name at least one net; got "${nets}".`);
  const settings = { steps, batch, rate: lr, nets: names, precision };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
