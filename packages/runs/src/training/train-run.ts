import { defineRecipe, train } from '@skipjack/recipes';
import type { Recipe, TrainingResult, TrainOptions } from '@skipjack/recipes';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { join } from 'node:path';
import { checkpointFolder } from '../checkpoints/checkpoint-folder.ts';
import type { LogErrorHandler } from '../log/append-file.ts';
import { lockRunFolder } from '../lock/run-lock.ts';
import { runMachine } from '../log/machine.ts';
import type { RunInput, RunRecord } from '../log/run-record.ts';
import { expectedCheckpointBytes } from './checkpoint-size.ts';
import { expectNoRun, expectSameRecipe, formerRecord } from './former-run.ts';
import { RunSession } from './run-session.ts';
import { runVersions } from './run-versions.ts';
import { trainingLength } from './training-length.ts';

/** Options of {@link trainRun}: what decides the training is in the recipe, and the rest is handed on to `train`. */
export interface TrainRunOptions extends Pick<
  TrainOptions,
  | 'model'
  | 'data'
  | 'validation'
  | 'checkpointEvery'
  | 'onNotFinite'
  | 'onStep'
  | 'onEvaluation'
  | 'onCheckpoint'
  | 'callbacks'
  | 'compile'
  | 'signal'
> {
  /** Folder of the run; made where it is missing. */
  readonly folder: string;
  /** Every hyper-parameter. Its model and data are recorded; they are not made of it here. */
  readonly recipe: Recipe;
  /**
   * Goes on from the newest checkpoint in the folder, and begins anew where there is none yet. `'force'`: even where the recipe has changed.
   * @defaultValue false: a folder with a run in it is refused
   */
  readonly resume?: boolean | 'force';
  /**
   * What the data were opened by, such as `folder:/data/pets`, to be recorded.
   * @defaultValue only the recipe's name of the data is
   */
  readonly dataSpec?: string | undefined;
  /**
   * What the net takes and answers, to be recorded, so that it can be used where the data are not.
   * @defaultValue nothing is recorded
   */
  readonly input?: RunInput | undefined;
  /**
   * Title of the report.
   * @defaultValue the names of model and recipe
   */
  readonly title?: string;
  /**
   * How many checkpoints are kept besides the best one, from 2.
   * @defaultValue 2
   */
  readonly keep?: number;
  /**
   * Versions of software, by name, to be recorded besides those of TensorFlow.js and of these packages.
   * @defaultValue none
   */
  readonly versions?: { readonly [name: string]: string };
  /**
   * Told what is wrong with a log, a report or a record, none of which ends the training.
   * @defaultValue nobody is told
   */
  readonly onLogError?: LogErrorHandler;
}

/** A run that has come to its end. */
export interface TrainedRun {
  /** Its folder. */
  readonly folder: string;
  /** Its report. */
  readonly report: string;
  /** Its checkpoints. */
  readonly checkpoints: string;
  /** What `run.json` says. */
  readonly record: RunRecord;
  /** What the training came to. */
  readonly result: TrainingResult;
}

/**
 * Trains in a folder that holds all that is known of the run: `run.json`, checkpoints, `metrics.jsonl` and `metrics.csv`, events for
 * TensorBoard, and a `report.html` that follows it.
 *
 * The run can be killed at any instant, and goes on by `resume` in another process: weights, statistics, optimizer and
 * `metrics.jsonl` are in the end those of a run that never stopped, to the last bit. An aborted `signal` keeps a checkpoint before its
 * reason is thrown. A full disk, a closed terminal or a broken pipe harms the logs, not the training; a checkpoint that cannot
 * be kept ends it.
 *
 * @param options - The folder, the recipe, the model and the data.
 * @throws {@link RunLockedError} where another process has the folder.
 * @throws {@link RunFolderError} where there is a run in the folder and `resume` is not given, it cannot be written, or there is no room
 * for two checkpoints.
 * @throws CheckpointMismatchError where the recipe, the model or the data are not those of the checkpoint; nothing is touched.
 * @throws The signal's reason, and what else `train` throws; `run.json` says so.
 */
export async function trainRun(options: TrainRunOptions): Promise<TrainedRun> {
  const recipe = defineRecipe(options.recipe);
  const { folder, data } = options;
  const { steps } = trainingLength(recipe, data.length);
  const lock = await lockRunFolder({ folder });
  try {
    return await trainLocked({ ...options, recipe }, steps);
  } finally {
    lock.release();
  }
}

async function trainLocked(options: TrainRunOptions, steps: number): Promise<TrainedRun> {
  const { folder, recipe, model, resume = false, keep = 2, onLogError, signal } = options;
  const checkpoints = checkpointFolder({ folder: join(folder, 'checkpoints'), keep });
  if (resume === false) await expectNoRun(folder, checkpoints);
  const former = resume === false ? undefined : await formerRecord(folder, onLogError);
  if (former !== undefined && resume !== 'force') expectSameRecipe(folder, former, recipe);
  const record = recordOf(options, steps);
  const session = new RunSession({
    ...{ folder, checkpoints, record, former, onLogError },
    title: options.title ?? `${record.model.name}, ${recipe.name}`,
    checkpointBytes: expectedCheckpointBytes(sizeOf(model), recipe),
    resumes: resume,
  });
  try {
    const result = await trainIn(options, session);
    await session.end('finished', endOf(result));
    const report = join(folder, 'report.html');
    return { folder, report, checkpoints: checkpoints.folder, record: session.record, result };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await session.end(signal?.aborted && error === signal.reason ? 'stopped' : 'failed', message);
    throw error;
  }
}

function trainIn(options: TrainRunOptions, session: RunSession): Promise<TrainingResult> {
  const { recipe, model, data, validation, resume, onNotFinite, compile, signal } = options;
  const { checkpointEvery, callbacks = [], onStep, onEvaluation, onCheckpoint } = options;
  return train({
    ...{ recipe, model, data, signal, checkpoints: session.store },
    ...(validation && { validation }),
    ...(resume !== undefined && { resume }),
    ...(onNotFinite && { onNotFinite }),
    ...(compile !== undefined && { compile }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    ...(onCheckpoint && { onCheckpoint }),
    callbacks: [{ onTrainBegin: () => session.begin() }, ...callbacks],
    async onStep(report) {
      session.logs?.step(report);
      session.reached(report.step);
      await onStep?.(report);
    },
    async onEvaluation(report) {
      session.logs?.evaluation(report);
      await onEvaluation?.(report);
    },
  });
}

function recordOf(options: TrainRunOptions, steps: number): RunRecord {
  const { recipe, model, data, dataSpec, input, versions } = options;
  const json = JSON.parse(JSON.stringify(recipe)) as RunRecord['recipe'];
  return {
    version: 1,
    recipe: json,
    // A model of the caller's own has another name than the recipe's.
    model: model.name === recipe.model.name ? recipe.model : { name: model.name },
    data: {
      name: recipe.data.name,
      ...(dataSpec !== undefined && { spec: dataSpec }),
      ...(data.fingerprint !== undefined && { fingerprint: data.fingerprint }),
    },
    ...(input && { input }),
    steps,
    versions: { ...runVersions(), ...versions },
    machine: runMachine(),
    started: new Date().toISOString(),
  };
}

function sizeOf(model: LayersModel): { readonly trainableParams: number; readonly frozenParams: number } {
  const count = (weights: LayersModel['weights']): number =>
    weights.reduce(
      (sum, weight) => sum + weight.shape.reduce((size: number, side) => size * (side ?? 1), 1),
      0,
    );
  return { trainableParams: count(model.trainableWeights), frozenParams: count(model.nonTrainableWeights) };
}

/** Why a run ended before its last step, or what was odd about it. */
function endOf({ ended, skipped }: TrainingResult): string | undefined {
  const facts = [
    ...(ended === 'patience' ? ['evaluations did not get better any more'] : []),
    ...(ended === 'callback' ? ['a callback ended it'] : []),
    ...(skipped.length > 0 ? [`${skipped.length} steps were passed over, as they were not finite`] : []),
  ];
  return facts.length === 0 ? undefined : facts.join('; ');
}
