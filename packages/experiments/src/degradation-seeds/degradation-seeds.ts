import { join } from 'node:path';
import { ready } from '@tensorflow/tfjs-core';
import { completeSettings } from '../degradation-settings.ts';
import { reproduceDegradation } from '../degradation.ts';
import type { ReproduceDegradationOptions } from '../degradation.ts';
import type { DegradationEvent } from '../degradation-event.ts';
import { seedsOf } from '../experiment/define-experiment.ts';
import type { ExperimentSummary, SeedResult } from '../experiment/experiment.ts';
import { runMachine } from '@skipjack/runs';
import { openRunFolder } from '../run-folder.ts';
import type { DegradationSettings, DegradationSummary } from '../summary.ts';
import { softwareVersions } from '../versions.ts';
import { seedsReport } from './seeds-report.ts';

/** What degradation runs of several seeds came to. */
export type DegradationSeedsSummary = ExperimentSummary<DegradationSettings, DegradationSummary>;

/** The run of the next seed begins. */
export interface SeedEvent {
  /** Kind of the event. */
  readonly type: 'seed';
  /** The seed. */
  readonly seed: number;
  /** Its place among the seeds of the run, counted from 0. */
  readonly index: number;
  /** Number of seeds. */
  readonly count: number;
}

/** Options of {@link reproduceDegradationSeeds}; `settings.seed` is the first seed. */
export interface ReproduceDegradationSeedsOptions extends Omit<ReproduceDegradationOptions, 'onEvent'> {
  /** How many seeds are run, one after the other. */
  readonly seeds: number;
  /** Told what happens: a `seed` event, what {@link reproduceDegradation} tells of that seed, and at the end the joint report. What it throws ends the run. */
  readonly onEvent?: (event: DegradationEvent | SeedEvent) => void;
}

/**
 * Runs {@link reproduceDegradation} with several seeds, each in the folder `seed-<number>` of `out`, and writes a joint `summary.json`
 * and `report.html` with mean and standard deviation after each; `metrics.jsonl` has a line for each net and seed.
 *
 * @returns What `summary.json` holds; `complete` is false if the signal ended the run.
 * @throws RangeError if the number of seeds or a setting is out of range, or a net unknown.
 * @throws RunFolderError if the folder is used already or cannot be written.
 */
export async function reproduceDegradationSeeds(
  options: ReproduceDegradationSeedsOptions,
): Promise<DegradationSeedsSummary> {
  const { dataset, out, seeds: count, onEvent, signal } = options;
  const settings = completeSettings(options.settings ?? {}, dataset);
  const seeds = seedsOf({ seed: settings.seed, seeds: count });
  const start = performance.now();
  const startedAt = new Date().toISOString();
  await ready(); // which backend computes is known from then on
  const versions = { ...softwareVersions(), ...options.versions };
  const machine = runMachine();
  const runs: SeedResult<DegradationSummary>[] = [];
  const folder = await openRunFolder(out);
  const write = async (complete: boolean): Promise<DegradationSeedsSummary> => {
    const seconds = (performance.now() - start) / 1000;
    const about = { experiment: 'degradation', data: settings.data, settings, seeds, versions, machine };
    const summary = { ...about, runs: [...runs], complete, startedAt, seconds };
    await folder.writeSummary(summary);
    await folder.writeReport(seedsReport(summary));
    return summary;
  };
  try {
    for (const [index, seed] of seeds.entries()) {
      if (signal?.aborted) break;
      onEvent?.({ type: 'seed', seed, index, count });
      const result = await reproduceDegradation({
        ...options,
        out: join(folder.path, `seed-${seed}`),
        settings: { ...options.settings, seed },
        onEvent: (event) => {
          if (event.type !== 'report') onEvent?.(event);
        },
      });
      runs.push({ seed, result });
      for (const { name, trainError, testError, stopped } of result.nets)
        await folder.appendMetric({ type: 'result', seed, net: name, trainError, testError, stopped });
      await write(false);
    }
    const summary = await write(runs.length === seeds.length && runs.every(({ result }) => result.complete));
    onEvent?.({ type: 'report', file: folder.reportFile });
    return summary;
  } finally {
    await folder.close();
  }
}
