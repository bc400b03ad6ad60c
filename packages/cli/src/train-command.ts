import type { RecipeChanges, TrainRecipeOptions } from '@skipjack/experiments';
import type { Recipe } from '@skipjack/recipes';
import { join } from 'node:path';
import { slownessNotice } from './backend-choice.ts';
import type { BackendChoice } from './backend-choice.ts';
import { cliVersion } from './cli-version.ts';
import type { CommandContext } from './degradation-command.ts';
import { withInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import { removeEmptyFolders } from './make-folder.ts';
import { recipeProgress } from './recipe-progress.ts';
import { downloadIfAsked, dataSpec } from './train-data.ts';
import { trainFolder } from './train-folder.ts';
import type { TrainFolder } from './train-folder.ts';
import { planText } from './train-plan.ts';
import { resumeLine, resultText } from './train-result.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack train`, each number already checked by itself. */
export interface TrainFlags {
  /** `--data` */
  readonly data?: string;
  /** `--data-root` */
  readonly dataRoot?: string;
  /** `--download` */
  readonly download?: boolean;
  /** `--model` */
  readonly model?: string;
  /** `--start` */
  readonly start?: string;
  /** `--out` */
  readonly out?: string;
  /** `--resume` */
  readonly resume?: boolean;
  /** `--force` */
  readonly force?: boolean;
  /** `--dry-run` */
  readonly dryRun?: boolean;
  /** `--seed` */
  readonly seed?: number;
  /** `--steps` */
  readonly steps?: number;
  /** `--epochs` */
  readonly epochs?: number;
  /** `--batch` */
  readonly batch?: number;
  /** `--precision` */
  readonly precision?: 'float32' | 'bfloat16';
  /** `--on-nan` */
  readonly onNan?: 'stop' | 'skip' | 'rollback';
  /** `--patience` */
  readonly patience?: number;
  /** `--checkpoint-every` */
  readonly checkpointEvery?: number;
  /** `--backend` */
  readonly backend: BackendChoice;
  /** `--json` */
  readonly json?: boolean;
}

/** What is to be trained, and where. */
interface Training {
  readonly recipe: Recipe;
  /** Where the data are, as `openSource` takes it. */
  readonly data: string;
  readonly folder: TrainFolder;
}

/**
 * `skipjack train <recipe>`: trains what a recipe describes, in a folder.
 *
 * @param context - Options, world and packages.
 * @param name - The recipe; undefined for the one of the run that is resumed.
 * @returns The exit code: 0, or that of the signal that stopped it.
 * @throws UsageError for options that do not go together, before anything is loaded.
 */
export async function trainCommand(
  context: CommandContext<TrainFlags>,
  name: string | undefined,
): Promise<number> {
  const { flags, io } = context;
  checkTogether(flags);
  const { changedRecipe, expectStart, registeredModel } = await import('@skipjack/experiments');
  const changed = (recipe: Recipe): Recipe => asUsage(() => changedRecipe(recipe, changesOf(flags)));
  const folder = await trainFolder({ ...flags, io, name });
  try {
    const recipe = changed(folder.recipe);
    asUsage(() => registeredModel(recipe));
    if (flags.resume !== true) asUsage(() => expectStart(recipe, flags.start));
    const data = dataSpec({ ...flags, io, recipe, former: folder.former?.data });
    const training = { recipe, data, folder };
    if (flags.dryRun === true) return await planCommand(context, training);
    return await withInterrupts({
      io,
      notice: 'stopping after this step; the state will be saved',
      work: (interrupts) => trainIn(context, training, interrupts),
    });
  } finally {
    await folder.release();
  }
}

function checkTogether({ steps, epochs, dryRun, resume, force, download }: TrainFlags): void {
  if (steps !== undefined && epochs !== undefined)
    throw new UsageError('--steps and --epochs both say how long to train; give one of them.');
  if (dryRun === true && resume === true)
    throw new UsageError('--dry-run says what a new run would do; leave --resume out.');
  if (dryRun === true && download === true)
    throw new UsageError('--dry-run changes nothing; leave --download out.');
  if (force === true && resume !== true)
    throw new UsageError('--force goes on although the recipe has changed; give --resume with it.');
}

function changesOf({
  data,
  model,
  steps,
  epochs,
  batch,
  seed,
  precision,
  patience,
}: TrainFlags): RecipeChanges {
  const length = steps === undefined ? epochs && { epochs } : { steps };
  return { data, model, length: length === 0 ? undefined : length, batch, seed, precision, patience };
}

/** What a package refuses of what the user gave is wrong usage. */
function asUsage<Result>(make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

async function planCommand(
  { flags, io, services }: CommandContext<TrainFlags>,
  { recipe, data, folder }: Training,
): Promise<number> {
  const plan = await services.trainingPlan({ recipe, data, start: flags.start });
  if (flags.json === true) io.stdout.write(`${JSON.stringify({ folder: folder.path, recipe, plan })}\n`);
  else io.stdout.write(planText({ recipe, plan, folder: folder.name }));
  return 0;
}

async function trainIn(
  context: CommandContext<TrainFlags>,
  training: Training,
  interrupts: Interrupts,
): Promise<number> {
  const { flags, io, services } = context;
  const { recipe, data, folder } = training;
  const { signal, exitCode, beforeExit } = interrupts;
  const progress = recipeProgress(io);
  beforeExit(progress.stop);
  const json = flags.json === true;
  const print = (line: object): void => {
    io.stdout.write(`${JSON.stringify(line)}\n`);
  };
  const hint = resumeLine({ folder: folder.name, flags });
  let began = false;
  try {
    const versions = { skipjack: cliVersion(), ...(await services.prepareEngine(flags.backend)) };
    const notice = slownessNotice(flags.backend);
    if (notice !== undefined) io.stderr.write(`${notice}\n`);
    await downloadIfAsked(context, data, interrupts);
    const run = await services.trainRecipe({
      ...{ recipe, data, signal, versions, folder: folder.path, start: flags.start },
      ...(flags.resume === true && { resume: flags.force === true ? 'force' : true }),
      ...(flags.onNan && { onNotFinite: flags.onNan }),
      ...(flags.checkpointEvery !== undefined && { checkpointEvery: flags.checkpointEvery }),
      ...listeners(progress, json ? print : undefined, () => {
        began = true;
      }),
      onLogError: ({ message }) => io.stderr.write(`skipjack: ${message}\n`),
    });
    progress.stop();
    if (json) print({ type: 'result', ...run });
    else io.stdout.write(resultText({ recipe, run, workingDirectory: io.workingDirectory }));
  } catch (error) {
    progress.stop();
    if (began && !json) io.stderr.write(hint);
    if (began && json) print({ type: 'stopped', folder: folder.path, reason: messageOf(error) });
    if (exitCode() === undefined || !isAbort(error, signal)) throw error;
  } finally {
    progress.stop();
    await removeEmptyFolders([join(folder.path, 'checkpoints')]);
  }
  return exitCode() ?? 0;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

type Listeners = Pick<TrainRecipeOptions, 'onStart' | 'onStep' | 'onEvaluation' | 'onCheckpoint'>;

/** Tells of the training: as lines of JSON where `print` is given, or else to the progress. */
function listeners(
  progress: ReturnType<typeof recipeProgress>,
  print: ((line: object) => void) | undefined,
  onStep: () => void,
): Listeners {
  return {
    onStart(start) {
      const { model, params, length, data } = start;
      if (print)
        print({
          ...{ type: 'start', model, params, data: data.name, ...length },
          ...{ trainImages: data.train.length, validationImages: data.validation.length },
        });
      else progress.start(start);
    },
    onStep(report) {
      onStep();
      if (print) print({ type: 'step', ...report });
      else progress.step(report);
    },
    onEvaluation(report) {
      if (print) print({ type: 'evaluation', ...report });
      else progress.evaluation(report);
    },
    ...(print && { onCheckpoint: (report) => print({ type: 'checkpoint', ...report }) }),
  };
}
