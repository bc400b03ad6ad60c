import { resolve } from 'node:path';
import { readRuns } from '@skipjack/runs';
import type { RunListing } from '@skipjack/runs';
import type { CliIo } from './cli-io.ts';
import { UsageError } from './usage-error.ts';

/** A run that can be read. */
export type ReadableRun = RunListing & { readonly record: NonNullable<RunListing['record']> };

/**
 * The run that a command was given by its folder.
 *
 * @param folder - As the user wrote it.
 * @param io - The folder that relative paths start from.
 * @returns The run.
 * @throws UsageError when it is no folder of a run, or the run is damaged.
 */
export async function runArgument(folder: string, io: Pick<CliIo, 'workingDirectory'>): Promise<ReadableRun> {
  const path = resolve(io.workingDirectory, folder);
  const runs = await readRuns({ folder: path }).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  });
  const run = runs.find((each) => each.folder === path);
  if (run === undefined)
    throw new UsageError(
      `${folder} is no folder of a run, as it has no run.json; name one that \`skipjack runs\` lists.`,
    );
  const { record } = run;
  if (record === undefined) throw new UsageError(run.problem ?? `${folder} cannot be read.`);
  return { ...run, record };
}
