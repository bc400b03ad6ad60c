import { differences, recipeDifferences } from '@skipjack/recipes';
import type { JsonDifference, JsonValue, Recipe } from '@skipjack/recipes';
import { readMetrics } from '@skipjack/runs';
import type { MetricsRecord } from '@skipjack/runs';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { checkForms, writeDrawing } from './drawing-flags.ts';
import { byteSize, duration, grouped, percent } from './quantities.ts';
import { runArgument } from './run-argument.ts';
import type { ReadableRun } from './run-argument.ts';
import { runCurves } from './run-curves.ts';
import { runSummary, stepWords } from './run-summary.ts';
import type { RunSummary } from './run-summary.ts';
import { textTable } from './text-table.ts';

/** The options of `skipjack runs compare`. */
export interface RunsCompareFlags extends JsonFlags {
  /** `--svg`, with the file if one is named. */
  readonly svg?: string | true;
}

interface ComparedRun extends RunSummary {
  readonly metrics: readonly MetricsRecord[];
}

/**
 * `skipjack runs compare <a> <b>`: says in what two runs differ, and what they came to.
 *
 * @param context - Options and world.
 * @param folders - The two runs.
 * @returns The exit code 0.
 * @throws UsageError when one is no run, or options do not go together.
 */
export async function runsCompareCommand(
  context: CommandContext<RunsCompareFlags>,
  folders: readonly [string, string],
): Promise<number> {
  const { flags, io } = context;
  const { json = false, svg } = flags;
  checkForms({ '--json': json, '--svg': svg !== undefined }, {});
  const [a, b] = [await runArgument(folders[0], io), await runArgument(folders[1], io)];
  const runs = [await compared(a, folders[0]), await compared(b, folders[1])] as const;
  if (svg !== undefined) {
    await writeDrawing(io, svg, runCurves(runs));
    return 0;
  }
  const changed = differencesOf(a, b);
  if (json) {
    const facts = runs.map((run) => ({ ...run, ...metricsOf(run), metrics: undefined }));
    io.stdout.write(`${JSON.stringify({ runs: facts, differences: changed })}\n`);
    return 0;
  }
  const names = runs.map(({ name }) => name);
  const rows = changed.map(({ path, before, after }) => [path, written(before), written(after)]);
  io.stdout.write(
    rows.length === 0
      ? 'Recipe, net, data, machine and versions are the same.\n'
      : textTable({ titles: ['differs', ...names], rows, left: 3 }),
  );
  const columns = runs.map(resultCells);
  const results = RESULTS.map((title, row) => [title, ...columns.map((cells) => cells[row] ?? '-')]);
  io.stdout.write(`\n${textTable({ titles: ['result', ...names], rows: results })}`);
  return 0;
}

async function compared(run: ReadableRun, name: string): Promise<ComparedRun> {
  const metrics = await readMetrics({ folder: run.folder });
  return { ...(await runSummary(run, Date.now())), name, metrics };
}

function differencesOf(a: ReadableRun, b: ReadableRun): readonly JsonDifference[] {
  const recipes = [a, b].map(({ record }): object => record.recipe) as [Recipe, Recipe];
  const rest = ({ record: { model, data, steps, machine, versions } }: ReadableRun): JsonValue =>
    JSON.parse(JSON.stringify({ model, data, steps, machine, versions })) as JsonValue;
  const ofRecipe = recipeDifferences(...recipes);
  const known = new Set(ofRecipe.map(({ path }) => path));
  return [...ofRecipe, ...differences(rest(a), rest(b)).filter(({ path }) => !known.has(path))];
}

/** The last and the best of what a run measured. */
interface RunMetrics {
  readonly bestStep: number | undefined;
  readonly testLoss: number | undefined;
  readonly trainError: number | undefined;
  readonly trainLoss: number | undefined;
}

function metricsOf({ metrics, bestError }: ComparedRun): RunMetrics {
  const evaluations = metrics.filter(({ testError }) => typeof testError === 'number');
  const last = evaluations.at(-1);
  const number = (value: MetricsRecord[string]): number | undefined =>
    typeof value === 'number' ? value : undefined;
  return {
    bestStep: evaluations.find(({ testError }) => testError === bestError)?.step,
    testLoss: number(last?.['testLoss']),
    trainError: number(last?.['trainError']),
    trainLoss: number(last?.['trainLoss']),
  };
}

const RESULTS = [
  ...['status', 'steps', 'best test error', '  at step', 'last test error', 'last test loss'],
  ...['training error before it', 'training loss before it', 'time', 'size'],
];

function resultCells(run: ComparedRun): string[] {
  const { bestStep, testLoss, trainError, trainLoss } = metricsOf(run);
  const loss = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(4));
  return [
    ...[run.status, stepWords(run), percent(run.bestError ?? Number.NaN), grouped(bestStep ?? Number.NaN)],
    ...[percent(run.lastError ?? Number.NaN), loss(testLoss)],
    ...[percent(trainError ?? Number.NaN), loss(trainLoss), duration(run.seconds), byteSize(run.bytes)],
  ];
}

const LONGEST = 60;

function written(value: JsonValue | undefined): string {
  const text = value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
