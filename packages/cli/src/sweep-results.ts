import type { JsonValue } from '@skipjack/recipes';
import { readRuns } from '@skipjack/runs';
import type { RunListing } from '@skipjack/runs';
import { percent } from './quantities.ts';
import type { SweepAxis, SweepPoint } from './sweep-grid.ts';
import { textTable } from './text-table.ts';

/** What the runs of one point of a grid came to. */
export interface SweepResult {
  /** Its values, by their paths. */
  readonly values: { readonly [path: string]: JsonValue };
  /** Errors of the last evaluations, as fractions, of the seeds that have come to their end. */
  readonly errors: readonly number[];
  /** Their mean; null where there are none. */
  readonly mean: number | null;
  /** Their standard deviation, that of a sample; null where there are fewer than two. */
  readonly std: number | null;
  /** The lowest error of any evaluation of any of the runs; null where there is none. */
  readonly best: number | null;
  /** Runs that ended by an error, such as a loss that is not finite, with its message. */
  readonly failures: readonly string[];
  /** Folders of the runs. */
  readonly runs: readonly string[];
}

/** Mean and standard deviation of a sample. */
function statistics(values: readonly number[]): {
  readonly mean: number | null;
  readonly std: number | null;
} {
  if (values.length === 0) return { mean: null, std: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, std: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * The run in a folder, if there is one.
 *
 * @param folder - Its folder.
 */
export async function runIn(folder: string): Promise<RunListing | undefined> {
  return await readRuns({ folder }).then(
    (runs) => runs.find((run) => run.folder === folder),
    () => undefined,
  );
}

/**
 * Puts together what the runs of a point came to.
 *
 * @param axes - The keys of the grid.
 * @param point - The point.
 * @param folders - Folders of its runs, absolute.
 */
export async function sweepResult(
  axes: readonly SweepAxis[],
  point: SweepPoint,
  folders: readonly string[],
): Promise<SweepResult> {
  const runs: RunListing[] = [];
  for (const folder of folders) {
    const run = await runIn(folder);
    if (run !== undefined) runs.push(run);
  }
  const numbers = (values: readonly (number | undefined)[]): number[] =>
    values.flatMap((value) => (value === undefined ? [] : [value]));
  const errors = numbers(
    runs.filter(({ status }) => status === 'finished').map(({ lastError }) => lastError),
  );
  const best = numbers(runs.map(({ bestError }) => bestError));
  return {
    values: Object.fromEntries(axes.map(({ path }, at) => [path, point.values[at] ?? null])),
    errors,
    ...statistics(errors),
    best: best.length === 0 ? null : Math.min(...best),
    failures: runs.flatMap(({ record }) =>
      record?.outcome?.status === 'failed' ? [record.outcome.error ?? 'it failed'] : [],
    ),
    runs: folders,
  };
}

/**
 * Sets the table of a sweep, the lowest mean first.
 *
 * @param axes - The keys of the grid.
 * @param results - What its points came to.
 * @returns Lines, each with its line end.
 */
export function sweepTable(axes: readonly SweepAxis[], results: readonly SweepResult[]): string {
  const sorted = [...results].sort((a, b) => (a.mean ?? Infinity) - (b.mean ?? Infinity));
  const written = (value: JsonValue | undefined): string =>
    typeof value === 'string' ? value : JSON.stringify(value ?? null);
  const rows = sorted.map(({ values, errors, mean, std, best, failures }) => [
    ...axes.map(({ path }) => written(values[path])),
    percent(mean ?? Number.NaN),
    std === null ? '-' : `+- ${percent(std)}`,
    percent(best ?? Number.NaN),
    `${errors.length}${failures.length === 0 ? '' : `, ${failures.length} failed`}`,
  ]);
  const titles = [...axes.map(({ path }) => path), 'mean error', 'deviation', 'best error', 'runs'];
  return textTable({ titles, rows, left: 0 });
}
