import type { EvaluationReport, StepReport } from '@skipjack/recipes';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import type { FileSystem } from '../files/file-system.ts';
import { makeFolder } from '../files/folders.ts';
import { writeError } from '../files/run-folder-error.ts';
import type { LogErrorHandler } from './append-file.ts';
import { Curve } from './curve.ts';
import { liveReportHtml } from './live-report-html.ts';
import type { LiveState } from './live-report-html.ts';
import type { MetricsRecord } from './metrics-record.ts';
import type { RunRecord } from './run-record.ts';

/** Options of {@link liveReport}. */
export interface LiveReportOptions {
  /** Folder of the run; made where it is missing. */
  readonly folder: string;
  /** Title of the report. */
  readonly title: string;
  /**
   * What the run is.
   * @defaultValue the report tells nothing of recipe, model, data and machine
   */
  readonly record?: RunRecord;
  /**
   * What was logged before, of a run that goes on.
   * @defaultValue nothing
   */
  readonly former?: readonly MetricsRecord[];
  /**
   * Seconds between two writings of the file, at least.
   * @defaultValue 5
   */
  readonly everySeconds?: number;
  /**
   * Told once where the file cannot be written; the training goes on.
   * @defaultValue nobody is told
   */
  readonly onError?: LogErrorHandler;
  /**
   * The disk.
   * @defaultValue the real one
   */
  readonly fs?: FileSystem;
}

/** A `report.html` that follows a run. None of its functions throws for the disk's sake. */
export interface LiveReport {
  /** The file. */
  readonly path: string;
  /** Takes in a step. */
  step(report: StepReport): void;
  /** Takes in an evaluation. */
  evaluation(report: EvaluationReport): void;
  /** Writes the last report, which does not refresh itself any more. `message` says why the run ended, where that is of interest. */
  finish(status: 'finished' | 'stopped' | 'failed', message?: string): Promise<void>;
}

class Report implements LiveReport {
  readonly path: string;
  readonly #options: LiveReportOptions;
  readonly #everyMs: number;
  readonly #curves = {
    loss: new Curve(),
    rate: new Curve(),
    trainError: new Curve(),
    testError: new Curve(),
  };
  #last: Partial<StepReport> = {};
  #first: StepReport | undefined;
  #step = 0;
  #best = Infinity;
  #written = -Infinity;
  #writing: Promise<void> | undefined;
  #reported = false;
  #done = false;

  constructor(options: LiveReportOptions) {
    this.#options = options;
    this.#everyMs = (options.everySeconds ?? 5) * 1000;
    this.path = join(options.folder, 'report.html');
    for (const record of options.former ?? []) this.#add(record);
  }

  step(report: StepReport): void {
    const { step, loss, rate, error } = report;
    this.#first ??= report;
    this.#last = report;
    this.#add({ step, loss, rate, error });
    this.#writeSoon();
  }

  evaluation({ step, error }: EvaluationReport): void {
    this.#add({ step, testError: error });
    this.#writeSoon();
  }

  async finish(status: 'finished' | 'stopped' | 'failed', message?: string): Promise<void> {
    this.#done = true;
    await this.#writing;
    await this.#write(liveReportHtml(this.#state(status, message)));
  }

  #add({ step, loss, rate, error, testError }: MetricsRecord): void {
    this.#step = step;
    if (typeof loss === 'number' && testError === undefined) this.#curves.loss.add(step, loss);
    if (typeof rate === 'number') this.#curves.rate.add(step, rate);
    if (typeof error === 'number') this.#curves.trainError.add(step, error);
    if (typeof testError !== 'number') return;
    this.#curves.testError.add(step, testError);
    if (testError < this.#best) this.#best = testError;
  }

  #state(status: LiveState['status'], message?: string): LiveState {
    const { title, record } = this.#options;
    const {
      steps = record?.steps ?? this.#step,
      loss = NaN,
      rate = NaN,
      imagesPerSecond = NaN,
      seconds = 0,
    } = this.#last;
    const did = this.#step - (this.#first?.step ?? this.#step) + 1;
    const { loss: losses, rate: rates, trainError, testError } = this.#curves;
    return {
      ...{ title, record, status, message, step: this.#step, steps, loss, rate, imagesPerSecond },
      secondsLeft: seconds === 0 ? NaN : (seconds / did) * (steps - this.#step),
      bestError: Number.isFinite(this.#best) ? this.#best : NaN,
      refreshSeconds: Math.max(1, Math.ceil(this.#everyMs / 1000)),
      curves: {
        loss: losses.points(this.#step),
        rate: rates.points(this.#step),
        trainError: trainError.points(this.#step),
        testError: testError.points(this.#step),
      },
    };
  }

  #writeSoon(): void {
    if (this.#done || this.#writing !== undefined || performance.now() - this.#written < this.#everyMs)
      return;
    this.#writing = this.#write(liveReportHtml(this.#state('running'))).finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(content: string): Promise<void> {
    const { fs = nodeFileSystem, folder, onError } = this.#options;
    this.#written = performance.now();
    try {
      await makeFolder(fs, folder);
      await writeFileAtomic({ path: this.path, content, fs });
    } catch (error) {
      if (!this.#reported) onError?.(writeError(this.path, error));
      this.#reported = true;
    }
  }
}

/**
 * Follows a run with a `report.html`, rewritten every few seconds as a whole, which refreshes itself in a browser until the run ends:
 * curves of loss, errors and rate, time left, recipe, model, data and machine.
 *
 * @param options - The folder and the title.
 */
export function liveReport(options: LiveReportOptions): LiveReport {
  return new Report(options);
}
