import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRuns } from '@skipjack/runs';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { byteSize, duration, percent } from './quantities.ts';
import { runSummary, stepWords } from './run-summary.ts';
import { textTable } from './text-table.ts';
import { UsageError } from './usage-error.ts';

const TITLES = [
  'run',
  'status',
  'recipe',
  'net',
  'data',
  'steps',
  'best error',
  'last error',
  'time',
  'size',
];

/** Where runs are unless somebody says otherwise. */
const USUAL = 'runs';

/**
 * `skipjack runs [folder]`: lists the runs in a folder, as a table or as a JSON array.
 *
 * @param context - Options and world.
 * @param folder - A folder of runs, or of one.
 * @returns The exit code 0.
 * @throws UsageError when there is no such folder.
 */
export async function runsCommand(
  context: CommandContext<JsonFlags>,
  folder: string = USUAL,
): Promise<number> {
  const { flags, io } = context;
  const path = resolve(io.workingDirectory, folder);
  if (!existsSync(path))
    throw new UsageError(
      `There is no folder ${folder} here; name one with runs in it, or make one by \`skipjack train <recipe>\`.`,
    );
  const runs = [];
  for (const run of await readRuns({ folder: path })) runs.push(await runSummary(run, Date.now()));
  if (flags.json === true) {
    io.stdout.write(`${JSON.stringify(runs)}\n`);
    return 0;
  }
  if (runs.length === 0) {
    io.stdout.write(`There are no runs in ${folder}.\n`);
    return 0;
  }
  const rows = runs.map((run) => [
    run.name,
    run.status,
    run.record?.recipe.name ?? '-',
    run.record?.model.name ?? '-',
    run.record?.data.name ?? '-',
    stepWords(run),
    percent(run.bestError ?? Number.NaN),
    percent(run.lastError ?? Number.NaN),
    duration(run.seconds),
    byteSize(run.bytes),
  ]);
  io.stdout.write(textTable({ titles: TITLES, rows, left: 5 }));
  const problems = runs.flatMap(({ problem }) => (problem === undefined ? [] : [`\n${problem}\n`]));
  for (const problem of problems) io.stdout.write(problem);
  if (runs.some(({ status }) => status === 'crashed'))
    io.stdout.write('\nA crashed run goes on by `skipjack train --resume`; see its --help.\n');
  return 0;
}
