import type { ImageDataset } from '@skipjack/datasets';
import { sgd } from '@skipjack/recipes';
import type { DegradationEvent } from './degradation-event.ts';
import { degradationReport } from './degradation-report.ts';
import { completeSettings, degradationSchedule } from './degradation-settings.ts';
import { downscaled } from './downscaled.ts';
import { runData } from './evaluation-data.ts';
import { runMachine } from '@skipjack/runs';
import { netWork, planNet } from './net-plan.ts';
import { runNet } from './net-run.ts';
import type { RunContext } from './net-run.ts';
import { openRunFolder } from './run-folder.ts';
import type { RunFolder } from './run-folder.ts';
import type { DegradationSettings, DegradationSummary, NetResult } from './summary.ts';
import { timeLeft } from './time-left.ts';
import { softwareVersions } from './versions.ts';

/** Options of {@link reproduceDegradation}. */
export interface ReproduceDegradationOptions {
  /** Data to train and measure on. */
  readonly dataset: ImageDataset;
  /** Folder for the results, new or empty. */
  readonly out: string;
  /**
   * Settings that differ from the defaults: nets plain20, plain56, resnet20 and resnet56; 320 steps of 64 images; rate 0.1 with a warm-up
   * over a tenth of the steps and a drop to a tenth after 80 % of them; momentum 0.9; weight decay 1e-4; seed 0; an evaluation after
   * each eighth of the steps, on 512 images.
   * @defaultValue none differ
   */
  readonly settings?: Partial<DegradationSettings>;
  /** Told what happens. What it throws ends the run. */
  readonly onEvent?: (event: DegradationEvent) => void;
  /** Ends the run before its next step or batch, with a report of what was done. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Versions to record beside those of Skipjack's packages and tfjs, such as that of the engine.
   * @defaultValue none
   */
  readonly versions?: Readonly<Record<string, string>>;
}

/** Builds the summary of what is done, and writes it with its report. */
function recorder(
  options: ReproduceDegradationOptions,
  settings: DegradationSettings,
  folder: RunFolder,
): (nets: readonly NetResult[], complete: boolean) => Promise<DegradationSummary> {
  const start = performance.now();
  const startedAt = new Date().toISOString();
  const versions = { ...softwareVersions(), ...options.versions };
  const machine = runMachine();
  return async (nets, complete) => {
    const seconds = (performance.now() - start) / 1000;
    const summary = { settings, versions, machine, nets: [...nets], complete, startedAt, seconds };
    await folder.writeSummary(summary);
    await folder.writeReport(degradationReport(summary));
    return summary;
  };
}

/**
 * Trains plain and residual nets of two depths in the same way and measures whether depth hurts: the degradation of plain nets.
 *
 * All nets share the seed of the weights, the order of the data, the recipe (the schedule and its warm-up included) and the images
 * that they are measured on. Evaluations take the first `evaluationSamples` images of a fixed permutation of the training set and as
 * many of the test set; the one after the last step takes four times as many training images and the complete test set.
 *
 * Before each evaluation batch norm's statistics are taken anew from (at most) 1,024 training images, with the weights as they are: the running
 * ones lag behind a net that learns fast.
 *
 * Writes `metrics.jsonl` (a line per step and evaluation, without times, so that equal runs give equal files), and `summary.json` and
 * `report.html`, both anew after each evaluation. A net that diverges is recorded, with the reason in `stopped`, and the others go on; where it
 * had not been measured before, it is measured as it was before the step that diverged.
 *
 * Differs: He et al. 2015 train on CIFAR-10 for 64,000 steps of 128 images (64 give twice the updates in the same time), with augmentation and per-pixel mean subtraction; this trains on any data set, far
 * shorter, with the mean and standard deviation of each channel. Every net warms up, not only the deepest.
 * @returns What `summary.json` holds; `complete` is false if the signal ended the run.
 * @throws RangeError if a setting is out of range, a net unknown, or a net cannot take such images; nothing has been written then.
 * @throws RunFolderError if the folder is used already or cannot be written: before anything is trained, or when a disk gets full.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385), section 4.2, figure 6.
 */
export async function reproduceDegradation(
  options: ReproduceDegradationOptions,
): Promise<DegradationSummary> {
  const { out, onEvent, signal } = options;
  const settings = completeSettings(options.settings ?? {}, options.dataset);
  const dataset = downscaled(options.dataset, settings.downscale ?? 1);
  const { momentum, weightDecay, seed } = settings;
  degradationSchedule(settings);
  sgd({ momentum, weightDecay }).dispose();
  const plans = settings.nets.map((name) => planNet(name, dataset, seed));

  const folder = await openRunFolder(out);
  try {
    const record = recorder(options, settings, folder);
    const results: NetResult[] = [];
    const emit = (event: DegradationEvent): void => onEvent?.(event);
    const work = plans.map((plan) => netWork(plan, settings, dataset).total);
    const context: RunContext = {
      settings,
      dataset,
      data: runData(dataset, settings),
      folder,
      clock: timeLeft(work.reduce((sum, each) => sum + each, 0)),
      signal,
      emit,
      save: async (unfinished) => void (await record([...results, unfinished], false)),
    };
    let complete = true;
    for (const [index, plan] of plans.entries()) {
      if (signal?.aborted) complete = false;
      if (!complete) break;
      emit({ type: 'net', net: plan.name, index, count: plans.length, params: plan.params });
      const { result, interrupted } = await runNet(plan, context);
      complete = !interrupted;
      if (result) {
        results.push(result);
        await record(results, false);
        emit({ type: 'result', net: result });
      }
    }
    const summary = await record(results, complete);
    emit({ type: 'report', file: folder.reportFile });
    return summary;
  } finally {
    await folder.close();
  }
}
