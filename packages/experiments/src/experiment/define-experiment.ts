import type { ImageDataset } from '@skipjack/datasets';
import { ready } from '@tensorflow/tfjs-core';
import { runMachine } from '@skipjack/runs';
import { openRunFolder } from '../run-folder.ts';
import { softwareVersions } from '../versions.ts';
import type { ExperimentEvent } from './experiment-event.ts';
import type {
  Experiment,
  ExperimentSummary,
  PaperReference,
  RunExperimentOptions,
  SeedResult,
} from './experiment.ts';

/** What an experiment works with while it measures one seed. */
export interface SeedContext<Settings, Result> {
  /** The settings of the run, complete. */
  readonly settings: Settings;
  /** The data; throws for an experiment that was given none. */
  readonly dataset: ImageDataset;
  /** The seed to measure. */
  readonly seed: number;
  /** Aborted when the run is to end: hand it on, or call `signal?.throwIfAborted()` between two pieces of work. */
  readonly signal: AbortSignal | undefined;
  /** Tells the caller of the run. */
  readonly emit: (event: ExperimentEvent) => void;
  /** Appends a line to `metrics.jsonl`; the seed is added. No times, so that equal runs give equal files. */
  readonly record: (metric: { readonly type: string; readonly [key: string]: unknown }) => Promise<void>;
  /** Keeps what is known of this seed so far, and rewrites `summary.json` and `report.html`. */
  readonly save: (resultSoFar: Result) => Promise<void>;
}

/** Options of {@link defineExperiment}. */
export interface DefineExperimentOptions<Settings, Result> {
  /** Its name on the command line. */
  readonly name: string;
  /** The claim that it tests, in a few words. */
  readonly claim: string;
  /** Where the paper makes the claim. */
  readonly paper: PaperReference;
  /**
   * Whether it needs a data set.
   * @defaultValue true
   */
  readonly needsData?: boolean;
  /** Completes settings with the defaults and checks them; throws RangeError before anything is written. */
  readonly settings: (given: Partial<Settings>, dataset: ImageDataset | undefined) => Settings;
  /** Measures one seed. Rejects with the signal's reason when it is aborted. */
  readonly measure: (context: SeedContext<Settings, Result>) => Promise<Result>;
  /** The report of a run of at least one seed, as one HTML file; the run may be incomplete. */
  readonly report: (summary: ExperimentSummary<Settings, Result>) => string;
}

/** The seeds of a run, one after the other. */
export function seedsOf({
  seed = 0,
  seeds = 1,
}: Pick<RunExperimentOptions<object>, 'seed' | 'seeds'>): number[] {
  if (!Number.isSafeInteger(seeds) || seeds < 1)
    throw new RangeError(`seeds must be an integer of at least 1; got ${String(seeds)}.`);
  if (!Number.isSafeInteger(seed) || seed < 0 || seed + seeds > 2 ** 32)
    throw new RangeError(
      `seed must be an integer of at least 0, so that all ${seeds} seeds are below 4294967296; got ${String(seed)}.`,
    );
  return Array.from({ length: seeds }, (_, index) => seed + index);
}

/**
 * Makes an experiment of a function that measures one seed: folder, metrics, summary, report, further seeds and interruption are
 * the same for all.
 */
export function defineExperiment<Settings extends object, Result>(
  options: DefineExperimentOptions<Settings, Result>,
): Experiment<Settings, Result> {
  const { name, claim, paper, needsData = true, report } = options;
  return {
    name,
    claim,
    paper,
    needsData,
    defaults: (dataset) => options.settings({}, dataset),
    run: (asked) => runExperiment(options, asked),
    report,
  };
}

async function runExperiment<Settings extends object, Result>(
  experiment: DefineExperimentOptions<Settings, Result>,
  options: RunExperimentOptions<Settings>,
): Promise<ExperimentSummary<Settings, Result>> {
  const { name, needsData = true, measure } = experiment;
  const { dataset, out, onEvent, signal } = options;
  if (needsData && dataset === undefined)
    throw new TypeError(
      `The experiment ${name} needs a data set, such as \`dataset: await mnist()\`; got undefined.`,
    );
  const seeds = seedsOf(options);
  const settings = experiment.settings(options.settings ?? {}, dataset);
  const start = performance.now();
  const startedAt = new Date().toISOString();
  await ready(); // which backend computes is known from then on
  const versions = { ...softwareVersions(), ...options.versions };
  const machine = runMachine();
  const folder = await openRunFolder(out);
  const emit = (event: ExperimentEvent): void => onEvent?.(event);
  const write = async (runs: readonly SeedResult<Result>[], complete: boolean) => {
    const seconds = (performance.now() - start) / 1000;
    const data = dataset?.name ?? null;
    const summary = {
      experiment: name,
      data,
      settings,
      seeds,
      runs: [...runs],
      versions,
      machine,
      complete,
      startedAt,
      seconds,
    };
    await folder.writeSummary(summary);
    if (runs.length > 0) await folder.writeReport(experiment.report(summary));
    return summary;
  };
  try {
    const runs: SeedResult<Result>[] = [];
    let complete = true;
    for (const seed of seeds) {
      let soFar: Result | undefined;
      try {
        signal?.throwIfAborted();
        soFar = await measure({
          settings,
          seed,
          signal,
          emit,
          get dataset() {
            if (dataset === undefined) throw new TypeError(`The experiment ${name} was given no data set.`);
            return dataset;
          },
          record: ({ type, ...rest }) => folder.appendMetric({ type, seed, ...rest }),
          save: async (resultSoFar) => {
            soFar = resultSoFar;
            await write([...runs, { seed, result: resultSoFar }], false);
          },
        });
      } catch (error) {
        if (!signal?.aborted || error !== signal.reason) throw error;
        complete = false;
      }
      if (soFar !== undefined) runs.push({ seed, result: soFar });
      if (!complete) break;
    }
    const summary = await write(runs, complete);
    if (runs.length > 0) emit({ type: 'report', file: folder.reportFile });
    return summary;
  } finally {
    await folder.close();
  }
}
