import type { Recipe } from '@skipjack/recipes';
import { recordedRecipe, readRuns } from '@skipjack/runs';
import type { RunListing, RunRecord } from '@skipjack/runs';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { CliIo } from './cli-io.ts';
import { claimOutFolder } from './out-folder.ts';
import { recipeArgument } from './recipe-argument.ts';
import { UsageError } from './usage-error.ts';

/** Where a training keeps what it makes, and what it trains. */
export interface TrainFolder {
  /** The path as the user would write it. */
  readonly name: string;
  /** The absolute path. */
  readonly path: string;
  /** The recipe, before the command line's changes. */
  readonly recipe: Recipe;
  /** What the run in it was, of one that goes on. */
  readonly former: RunRecord | undefined;
  /** Removes the folder, where it was made for this run and is still empty. */
  readonly release: () => Promise<void>;
}

/** Options of {@link trainFolder}. */
export interface TrainFolderOptions {
  /** The recipe that the user named; undefined for that of the run that goes on. */
  readonly name: string | undefined;
  /** `--out` */
  readonly out?: string;
  /** `--resume` */
  readonly resume?: boolean;
  /** `--dry-run`, for which nothing is made. */
  readonly dryRun?: boolean;
  /** The folder that relative paths start from. */
  readonly io: Pick<CliIo, 'workingDirectory'>;
}

const nothing = async (): Promise<void> => {};

/**
 * Finds the recipe and the folder of a training: a new one, or with `--resume` that of the run that goes on.
 *
 * @param options - What the user gave.
 * @throws UsageError where there is no such recipe, or the folder cannot be used.
 */
export async function trainFolder(options: TrainFolderOptions): Promise<TrainFolder> {
  const { name, out, resume = false, dryRun = false, io } = options;
  const named = name === undefined ? undefined : await recipeArgument(name, io);
  if (resume) return await resumed(options, named);
  if (named === undefined)
    throw new UsageError(
      'The recipe is missing: write `skipjack train <recipe>`; `skipjack recipes` lists them.',
    );
  const { workingDirectory } = io;
  if (dryRun) {
    const usual = join('runs', `${named.name}-<number>`);
    const path = resolve(workingDirectory, out ?? usual);
    return { name: out ?? usual, path, recipe: named, former: undefined, release: nothing };
  }
  if (out !== undefined && existsSync(join(resolve(workingDirectory, out), 'run.json')))
    throw new UsageError(
      `${out} has a run in it already; go on with that one (--resume), or give --out a new folder.`,
    );
  const folder = await claimOutFolder({ out, experiment: named.name, workingDirectory });
  return { ...folder, recipe: named, former: undefined };
}

async function resumed({ out, io }: TrainFolderOptions, named: Recipe | undefined): Promise<TrainFolder> {
  const { workingDirectory } = io;
  const path =
    out === undefined ? await newest(named?.name, workingDirectory) : resolve(workingDirectory, out);
  const run = (await runsIn(path)).find((each) => each.folder === path);
  const former = run?.record;
  const recipe = named ?? (former && recordedRecipe(former));
  if (recipe === undefined)
    throw new UsageError(
      `${out ?? path} has no run that says its recipe${run?.problem === undefined ? '' : ` (${run.problem})`}; name the recipe too.`,
    );
  if (run === undefined) await expectNothingElse(path, out ?? path);
  return { name: out ?? relative(workingDirectory, path), path, recipe, former, release: nothing };
}

const runsIn = async (folder: string): Promise<readonly RunListing[]> =>
  existsSync(folder) ? await readRuns({ folder }) : [];

/** The run that was started last, of a recipe where one is named. */
async function newest(recipe: string | undefined, workingDirectory: string): Promise<string> {
  const runs = await runsIn(resolve(workingDirectory, 'runs'));
  const started = ({ record }: RunListing): string => record?.started ?? '';
  const [last] = runs
    .filter(({ record }) => record !== undefined && (recipe === undefined || record.recipe.name === recipe))
    .sort((a, b) => (started(a) < started(b) ? 1 : -1));
  if (last !== undefined) return last.folder;
  throw new UsageError(
    `There is no run${recipe === undefined ? '' : ` of ${recipe}`} in runs to go on with; leave --resume out, or give the folder of one by --out.`,
  );
}

/** What a run that was killed before its record was written may have left. */
const LEFT_BEHIND: ReadonlySet<string> = new Set(['run.lock', 'checkpoints']);

async function expectNothingElse(path: string, name: string): Promise<void> {
  if (!existsSync(path)) return;
  const other = (await readdir(path)).find((entry) => !LEFT_BEHIND.has(entry));
  if (other === undefined) return;
  throw new UsageError(
    `${name} has files in it (${other}) and no run; give --out the folder of a run, or a new or empty one.`,
  );
}
