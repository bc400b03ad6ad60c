import type { TrainingStart } from '@skipjack/experiments';
import type { JsonValue, Recipe } from '@skipjack/recipes';
import { join } from 'node:path';
import { slownessNotice } from './backend-choice.ts';
import type { BackendChoice } from './backend-choice.ts';
import { cliVersion } from './cli-version.ts';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { withInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import { percent } from './quantities.ts';
import { recipeArgument } from './recipe-argument.ts';
import { recipeProgress } from './recipe-progress.ts';
import { sweepFolder } from './sweep-folder.ts';
import type { SweepFolder } from './sweep-folder.ts';
import { sweepAxis, sweepGrid, sweepRunName } from './sweep-grid.ts';
import type { SweepAxis, SweepPoint } from './sweep-grid.ts';
import { runIn, sweepResult, sweepTable } from './sweep-results.ts';
import type { SweepResult } from './sweep-results.ts';
import { dataSpec, downloadIfAsked } from './train-data.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack sweep`. */
export interface SweepFlags extends JsonFlags {
  /** `--set`, each as it was written. */
  readonly set: readonly string[];
  /** `--seeds` */
  readonly seeds: number;
  /** `--data` */
  readonly data?: string;
  /** `--data-root` */
  readonly dataRoot?: string;
  /** `--download` */
  readonly download?: boolean;
  /** `--steps` */
  readonly steps?: number;
  /** `--epochs` */
  readonly epochs?: number;
  /** `--out` */
  readonly out?: string;
  /** `--resume` */
  readonly resume?: boolean;
  /** `--backend` */
  readonly backend: BackendChoice;
}

/** One run of a sweep. */
interface SweepRun {
  readonly recipe: Recipe;
  /** Name of its folder. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
}

/** A whole sweep. */
interface Sweep {
  readonly axes: readonly SweepAxis[];
  readonly points: readonly { readonly point: SweepPoint; readonly runs: readonly SweepRun[] }[];
  /** Where the data are, as `openSource` takes it. */
  readonly data: string;
  readonly folder: SweepFolder;
}

/**
 * `skipjack sweep <recipe>`: trains a recipe with every combination of some values, each in a folder of its own.
 *
 * @param context - Options, world and packages.
 * @param name - Name of the recipe, or a file.
 * @returns The exit code: 0, 1 where a run failed, or that of the signal that stopped it.
 * @throws UsageError for a key or value that no recipe has, before the first run starts.
 */
export async function sweepCommand(context: CommandContext<SweepFlags>, name: string): Promise<number> {
  const { flags, io, services } = context;
  if (flags.steps !== undefined && flags.epochs !== undefined)
    throw new UsageError('--steps and --epochs both say how long to train; give one of them.');
  const recipe = await chosenRecipe(name, context);
  const axes = flags.set.map(sweepAxis);
  const grid = sweepGrid(recipe, axes);
  if (flags.seeds > 1 && axes.some(({ path }) => path === 'seed'))
    throw new UsageError('--seeds and --set seed both choose the seeds; give one of them.');
  const data = dataSpec({ ...flags, io, recipe, former: undefined });
  // What only the net and the data can tell, before the first run: a plan builds nothing.
  for (const { recipe: one, values } of grid) {
    await services.trainingPlan({ recipe: one, data }).catch((error: unknown) => {
      if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
      throw new UsageError(`${pointText(axes, values)}: ${error.message}`, { cause: error });
    });
  }
  const plan = JSON.parse(JSON.stringify({ recipe, set: axes, seeds: flags.seeds, data })) as JsonValue;
  const { out, resume = false } = flags;
  const folder = await sweepFolder({ out, resume, recipe: recipe.name, plan, io });
  const points = grid.map((point, number) => {
    const first = point.recipe.seed ?? 0;
    const runs = Array.from({ length: flags.seeds }, (_, index): SweepRun => {
      const seed = first + index;
      const own = sweepRunName(axes, point, { number, seed });
      return { recipe: { ...point.recipe, seed }, name: own, folder: join(folder.path, own) };
    });
    return { point, runs };
  });
  try {
    return await withInterrupts({
      io,
      notice: 'stopping after this step; the state will be saved',
      work: (interrupts) => sweepIn(context, { axes, points, data, folder }, interrupts),
    });
  } finally {
    await folder.release();
  }
}

const pointText = (axes: readonly SweepAxis[], values: readonly JsonValue[]): string =>
  axes.map(({ path }, at) => `${path}=${JSON.stringify(values[at] ?? null)}`).join(' ');

/** The recipe with the changes of the command line. */
async function chosenRecipe(name: string, { flags, io }: CommandContext<SweepFlags>): Promise<Recipe> {
  const recipe = await recipeArgument(name, io);
  const { changedRecipe } = await import('@skipjack/experiments');
  const { data, steps, epochs } = flags;
  const length = steps === undefined ? epochs && { epochs } : { steps };
  try {
    return changedRecipe(recipe, { data, length: length === 0 ? undefined : length });
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

async function sweepIn(
  context: CommandContext<SweepFlags>,
  { axes, points, data, folder }: Sweep,
  interrupts: Interrupts,
): Promise<number> {
  const { flags, io, services } = context;
  const { signal, exitCode } = interrupts;
  const print = (line: object): void => {
    if (flags.json === true) io.stdout.write(`${JSON.stringify(line)}\n`);
  };
  const say = (line: string): void => {
    if (flags.json !== true) io.stderr.write(`${line}\n`);
  };
  const versions = { skipjack: cliVersion(), ...(await services.prepareEngine(flags.backend)) };
  const notice = slownessNotice(flags.backend);
  if (notice !== undefined) io.stderr.write(`${notice}\n`);
  await folder.begin();
  const runs = points.flatMap((each) => each.runs);
  try {
    await downloadIfAsked(context, data, interrupts);
    for (const [index, run] of runs.entries()) {
      signal.throwIfAborted();
      const place = `${run.name} (${index + 1} of ${runs.length})`;
      if ((await runIn(run.folder))?.status === 'finished') {
        say(`${place}: is finished`);
        print({ type: 'finished before', run: run.name });
        continue;
      }
      say(place);
      const error = await trained(context, run, { data, versions, interrupts });
      print({ type: 'run', run: run.name, error });
      say(
        typeof error === 'number' ? `${run.name}: error ${percent(error)}` : `${run.name} failed: ${error}`,
      );
    }
  } catch (error) {
    if (exitCode() === undefined || !isAbort(error, signal)) throw error;
  }
  const results: SweepResult[] = [];
  for (const { point, runs: own } of points)
    results.push(
      await sweepResult(
        axes,
        point,
        own.map((run) => run.folder),
      ),
    );
  if (flags.json === true) print({ type: 'result', folder: folder.path, results });
  else io.stdout.write(`\n${sweepTable(axes, results)}\nRuns: ${folder.name}\n`);
  const stopped = exitCode();
  if (stopped !== undefined) {
    say(`To go on: the same command with --resume --out ${folder.name}`);
    return stopped;
  }
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason || (error instanceof Error && error.name === 'AbortError');

/** Errors that are a run's own: its loss is no number any more. Any other would meet the next run as well. */
const isDivergence = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'DivergenceError';

/** Trains one run; its last error, or why it failed. */
async function trained(
  { flags, io, services }: CommandContext<SweepFlags>,
  { recipe, folder }: SweepRun,
  {
    data,
    versions,
    interrupts: { signal, beforeExit },
  }: { readonly data: string; readonly versions: Record<string, string>; readonly interrupts: Interrupts },
): Promise<number | string> {
  const progress = recipeProgress(io);
  beforeExit(progress.stop);
  const shown =
    flags.json === true
      ? {}
      : {
          onStart: (start: TrainingStart): void => progress.start(start),
          onStep: progress.step,
          onEvaluation: progress.evaluation,
        };
  try {
    const { result, test } = await services.trainRecipe({
      ...{ recipe, data, folder, versions, signal, resume: true },
      ...shown,
      onLogError: ({ message }) => io.stderr.write(`skipjack: ${message}\n`),
    });
    return result.evaluations.at(-1)?.error ?? test?.error ?? Number.NaN;
  } catch (error) {
    if (!isDivergence(error)) throw error;
    return error.message;
  } finally {
    progress.stop();
  }
}
