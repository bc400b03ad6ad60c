import type { ImageDataset } from '@skipjack/datasets';
import type {
  DegradationEvent,
  DegradationSeedsSummary,
  DegradationSummary,
  SeedEvent,
} from '@skipjack/experiments';
import { relative } from 'node:path';
import { slownessNotice } from './backend-choice.ts';
import type { BackendChoice } from './backend-choice.ts';
import { cliVersion } from './cli-version.ts';
import type { CliIo } from './cli-io.ts';
import { checkDataName, experimentData } from './experiment-data.ts';
import { withInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import { claimOutFolder } from './out-folder.ts';
import type { OutFolder } from './out-folder.ts';
import { grouped, listed, percent } from './quantities.ts';
import type { Services } from './services.ts';
import { textTable } from './text-table.ts';
import { trainingProgress } from './training-progress.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack reproduce degradation`, each number already checked by itself. */
export interface DegradationFlags {
  /** `--data` */
  readonly data: string;
  /** `--data-root` */
  readonly dataRoot?: string;
  /** `--download` */
  readonly download?: boolean;
  /** `--nets`, names that are known to be legal. */
  readonly nets: readonly string[];
  /** `--steps` */
  readonly steps?: number;
  /** `--epochs` */
  readonly epochs?: number;
  /** `--batch` */
  readonly batch: number;
  /** `--lr` */
  readonly lr: number;
  /** `--weight-decay` */
  readonly weightDecay: number;
  /** `--seed` */
  readonly seed: number;
  /** `--seeds` */
  readonly seeds: number;
  /** `--precision` */
  readonly precision: 'float32' | 'bfloat16';
  /** `--backend` */
  readonly backend: BackendChoice;
  /** `--out` */
  readonly out?: string;
  /** `--json` */
  readonly json?: boolean;
}

/** What a command gets. */
export interface CommandContext<Flags> {
  /** Its options. */
  readonly flags: Flags;
  /** The world outside. */
  readonly io: CliIo;
  /** The packages behind it. */
  readonly services: Services;
}

/**
 * `skipjack reproduce degradation`: trains the nets and writes the report.
 *
 * @param context - Options, world and packages.
 * @returns The exit code: 0, or that of the signal that stopped it.
 * @throws UsageError for options that do not go together, before anything is loaded.
 */
export async function degradationCommand(context: CommandContext<DegradationFlags>): Promise<number> {
  const { flags, io } = context;
  checkDataName(flags.data);
  if (flags.steps !== undefined && flags.epochs !== undefined) {
    throw new UsageError('--steps and --epochs both say how long to train; give one of them.');
  }
  const folder = await claimOutFolder({
    out: flags.out,
    experiment: 'degradation',
    workingDirectory: io.workingDirectory,
  });
  try {
    return await withInterrupts({
      io,
      notice: 'stopping; the report of what is done will be written',
      work: (interrupts) => trainAndReport(context, folder, interrupts),
    });
  } finally {
    await folder.release();
  }
}

async function trainAndReport(
  { flags, io, services }: CommandContext<DegradationFlags>,
  folder: OutFolder,
  interrupts: Interrupts,
): Promise<number> {
  const { signal, exitCode, beforeExit } = interrupts;
  const progress = trainingProgress(io);
  beforeExit(progress.stop);
  const printJson = (line: object): void => {
    io.stdout.write(`${JSON.stringify(line)}\n`);
  };
  let report: string | undefined;
  const started = new Set<string>();
  const onEvent = (event: DegradationEvent): void => {
    if (event.type === 'report') report = event.file;
    if (event.type === 'net') started.add(event.net);
    if (flags.json === true) printJson(event);
    else progress.show(event);
  };
  try {
    const prepared = await services.prepareEngine(flags.backend);
    const versions = { skipjack: cliVersion(), ...prepared };
    const notice = slownessNotice(flags.backend);
    if (notice !== undefined) io.stderr.write(`${notice}\n`);
    const dataset = await experimentData({ flags, io, services }, interrupts);
    const settings = trainingSettings(flags, dataset);
    const common = { dataset, out: folder.path, settings, signal, versions };
    const { seeds } = flags;
    if (seeds > 1) {
      const onSeedEvent = (event: DegradationEvent | SeedEvent): void => {
        if (event.type !== 'seed') onEvent(event);
        else if (flags.json === true) printJson(event);
        else io.stderr.write(`Seed ${event.seed} (${event.index + 1} of ${event.count})\n`);
      };
      const joint = await services.reproduceDegradationSeeds({ ...common, seeds, onEvent: onSeedEvent });
      progress.stop();
      if (flags.json === true) printJson({ type: 'summary', folder: folder.path, summary: joint });
      else printSeeds({ io, summary: joint, report });
      return exitCode() ?? 0;
    }
    const summary = await services.reproduceDegradation({ ...common, onEvent });
    progress.stop();
    if (flags.json === true) printJson({ type: 'summary', folder: folder.path, summary });
    else printResult({ io, summary, report, started });
  } catch (error) {
    // The signal's own rejection: the notice has been printed, and there was nothing yet to report.
    if (exitCode() === undefined || !isAbort(error, signal)) throw error;
  } finally {
    progress.stop();
  }
  return exitCode() ?? 0;
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

type Settings = NonNullable<Parameters<Services['reproduceDegradation']>[0]['settings']>;

function trainingSettings(flags: DegradationFlags, { name, train }: ImageDataset): Settings {
  const { nets, batch, lr: rate, weightDecay, seed, epochs, precision } = flags;
  if (batch > train.length) {
    throw new UsageError(
      `--batch must be at most the ${grouped(train.length)} training images of ${name}; got ${batch}.`,
    );
  }
  const steps = epochs === undefined ? flags.steps : Math.max(1, Math.round((epochs * train.length) / batch));
  const asked = {
    ...(steps === undefined ? {} : { steps }),
    ...(precision === 'float32' ? {} : { precision }),
  };
  return { data: name, nets, batch, rate, weightDecay, seed, ...asked };
}

interface Result {
  readonly io: CliIo;
  readonly summary: DegradationSummary;
  /** Path of the report; undefined where there is none. */
  readonly report: string | undefined;
  /** Names of the nets whose training has begun. */
  readonly started: ReadonlySet<string>;
}

function printResult({ io, summary, report, started }: Result): void {
  const rows = summary.nets.map(({ name, params, trainError, testError, imagesPerSecond }) => [
    name,
    grouped(params),
    percent(trainError),
    percent(testError),
    grouped(imagesPerSecond),
  ]);
  const titles = ['net', 'parameters', 'training error', 'test error', 'images/s'];
  if (rows.length > 0) io.stdout.write(`\n${textTable({ titles, rows })}`);
  for (const { name, stopped } of summary.nets) {
    if (stopped !== undefined) io.stdout.write(`\n${name} did not reach its end: ${stopped}\n`);
  }
  if (!summary.complete)
    io.stdout.write(`\nThe run was stopped before its end${missing(summary, started)}.\n`);
  printReport(io, report);
}

function printReport(io: CliIo, report: string | undefined): void {
  if (report === undefined) return;
  const path = relative(io.workingDirectory, report);
  io.stdout.write(`\nReport: ${path.startsWith('..') ? report : path}\n`);
}

/** The errors of each seed, and where their mean is to be read. */
function printSeeds({
  io,
  summary,
  report,
}: Omit<Result, 'started' | 'summary'> & { summary: DegradationSeedsSummary }): void {
  const rows = summary.runs.flatMap(({ seed, result }) =>
    result.nets.map(({ name, trainError, testError }) => [
      String(seed),
      name,
      percent(trainError),
      percent(testError),
    ]),
  );
  const titles = ['seed', 'net', 'training error', 'test error'];
  if (rows.length > 0) io.stdout.write(`\n${textTable({ titles, rows })}`);
  if (!summary.complete)
    io.stdout.write(
      `\nThe run was stopped before its end: ${summary.runs.length} of ${summary.seeds.length} seeds begun.\n`,
    );
  printReport(io, report);
}

/** The nets of a stopped run that the table has no row for, and why. */
function missing({ settings, nets }: DegradationSummary, started: ReadonlySet<string>): string {
  const absent = settings.nets.filter((name) => nets.every((net) => net.name !== name));
  const unmeasured = absent.filter((name) => started.has(name));
  const notStarted = absent.filter((name) => !started.has(name));
  const was = ({ length }: readonly string[]): string => (length === 1 ? 'was' : 'were');
  const facts = [
    ...(unmeasured.length > 0 ? [`${listed(unmeasured)} ${was(unmeasured)} not measured yet`] : []),
    ...(notStarted.length > 0 ? [`${listed(notStarted)} ${was(notStarted)} not started`] : []),
  ];
  return facts.length === 0 ? '' : `: ${facts.join(', ')}`;
}
