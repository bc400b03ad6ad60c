import { defineRecipe } from '@skipjack/recipes';
import type { CheckpointKind, Recipe, TrainingState } from '@skipjack/recipes';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { checkpointFolder } from '../checkpoints/checkpoint-folder.ts';
import { parseCheckpointName } from '../checkpoints/checkpoint-name.ts';
import { readCheckpoint } from '../checkpoints/read-checkpoint.ts';
import { RunFolderError } from '../files/run-folder-error.ts';
import { readRunRecord, RUN_FILE } from '../log/run-record.ts';
import type { RunRecord } from '../log/run-record.ts';

/** Options of {@link savedRun}. */
export interface SavedRunOptions {
  /** Folder of a run, or of one of its checkpoints. */
  readonly path: string;
  /**
   * Which checkpoint of a run: the newest, or the one with the lowest error. A path that is a checkpoint's says it by itself.
   * @defaultValue 'last'
   */
  readonly kind?: CheckpointKind | undefined;
}

/** A run, and the state of its training in one of its checkpoints. */
export interface SavedRun {
  /** Folder of the run. */
  readonly folder: string;
  /** What the run is. */
  readonly record: RunRecord;
  /** Its recipe. */
  readonly recipe: Recipe;
  /** Which checkpoint. */
  readonly kind: CheckpointKind;
  /** Weights, and all else that the training had. */
  readonly state: TrainingState;
}

function recipeOf(record: RunRecord, folder: string): Recipe {
  const recipe: object = record.recipe;
  try {
    return defineRecipe(recipe as Recipe);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
    const path = join(folder, RUN_FILE);
    throw new RunFolderError(
      `The recipe in ${path} is none that this version knows: ${reason}; use the version that trained it.`,
      path,
      undefined,
      { cause },
    );
  }
}

async function newest(folder: string, kind: CheckpointKind): Promise<TrainingState> {
  const state = await checkpointFolder({ folder: join(folder, 'checkpoints') }).load(kind);
  if (state !== undefined) return state;
  const remedy =
    kind === 'best'
      ? 'take the last one, or train with an evaluation'
      : 'go on with the training, which keeps one';
  throw new RunFolderError(`${folder} has no whole ${kind} checkpoint; ${remedy}.`, folder);
}

/**
 * Reads a run and one of its checkpoints, to evaluate or to predict with its weights.
 *
 * @param options - The folder, and which checkpoint.
 * @throws {@link RunFolderError} where there is no run, no such checkpoint, or it cannot be read.
 * @throws {@link CheckpointError} where the checkpoint that is named is damaged.
 */
export async function savedRun(options: SavedRunOptions): Promise<SavedRun> {
  const path = resolve(options.path);
  const named = parseCheckpointName(basename(path));
  const isCheckpoint = named !== undefined && !(await isFile(join(path, RUN_FILE)));
  const folder = isCheckpoint ? dirname(dirname(path)) : path;
  const record = await readRunRecord({ folder });
  const recipe = recipeOf(record, folder);
  const kind = isCheckpoint ? named.kind : (options.kind ?? 'last');
  const state = isCheckpoint ? await readCheckpoint({ path }) : await newest(folder, kind);
  return { folder, record, recipe, kind, state };
}

const isFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
