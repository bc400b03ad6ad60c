import { CheckpointMismatchError, defineRecipe, recipeDifferences } from '@skipjack/recipes';
import type { Recipe } from '@skipjack/recipes';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointFolder } from '../checkpoints/checkpoint-folder.ts';
import { RunFolderError } from '../files/run-folder-error.ts';
import { METRICS_FILE } from '../log/read-metrics.ts';
import { readRunRecord, RUN_FILE } from '../log/run-record.ts';
import type { RunRecord } from '../log/run-record.ts';

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Refuses a folder in which there is a run. */
export async function expectNoRun(folder: string, checkpoints: CheckpointFolder): Promise<void> {
  const kept = [...(await checkpoints.list('last')), ...(await checkpoints.list('best'))];
  const files = await Promise.all([RUN_FILE, METRICS_FILE].map((name) => isThere(join(folder, name))));
  if (kept.length === 0 && !files.includes(true)) return;
  throw new RunFolderError(
    `${folder} has a run in it already; go on with that one (resume: true, or --resume), or choose another folder.`,
    folder,
  );
}

/**
 * What a folder's `run.json` says; undefined where there is none. One that is damaged keeps nobody from going on from a checkpoint
 * that is whole: `onDamage` is told.
 */
export async function formerRecord(
  folder: string,
  onDamage: ((error: RunFolderError) => void) | undefined,
): Promise<RunRecord | undefined> {
  if (!(await isThere(join(folder, RUN_FILE)))) return undefined;
  try {
    return await readRunRecord({ folder });
  } catch (error) {
    if (!(error instanceof RunFolderError)) throw error;
    onDamage?.(error);
    return undefined;
  }
}

/** The recipe of a record; undefined where it is none that this version knows. */
export function recordedRecipe(record: RunRecord): Recipe | undefined {
  try {
    const recipe: object = record.recipe;
    return defineRecipe(recipe as Recipe);
  } catch {
    return undefined;
  }
}

const written = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));

/** Refuses to go on with another recipe than a run began with; the message names the keys. */
export function expectSameRecipe(folder: string, record: RunRecord, recipe: Recipe): void {
  const former = recordedRecipe(record);
  const changed = former === undefined ? [] : recipeDifferences(former, recipe);
  if (changed.length === 0) return;
  const list = changed
    .slice(0, 4)
    .map(({ path, before, after }) => `${path} was ${written(before)} and is ${written(after)}`);
  const more = changed.length > 4 ? `, and ${changed.length - 4} more` : '';
  throw new CheckpointMismatchError(
    `the recipe of the run in ${folder} has changed: ${list.join('; ')}${more}; give what it was before, or go on all the same with resume: 'force' (--force).`,
  );
}
