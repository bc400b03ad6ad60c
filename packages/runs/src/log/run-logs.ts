import type { EvaluationReport, StepReport } from '@skipjack/recipes';
import type { LogErrorHandler } from './append-file.ts';
import { eventFile } from './event-file.ts';
import { liveReport } from './live-report.ts';
import { exportMetricsCsv } from './metrics-csv.ts';
import { metricsLog } from './metrics-log.ts';
import type { RunRecord } from './run-record.ts';

/** Options of {@link runLogs}. */
export interface RunLogsOptions {
  /** Folder of the run; made where it is missing. */
  readonly folder: string;
  /** Title of the report. */
  readonly title: string;
  /** What the run is. */
  readonly record: RunRecord;
  /**
   * Step of the checkpoint that the training goes on from.
   * @defaultValue 0: the training begins anew, and nothing that was logged before stays in `metrics.jsonl`
   */
  readonly resumedFrom?: number;
  /**
   * Told of the first fault of each log; the training goes on.
   * @defaultValue nobody is told
   */
  readonly onError?: LogErrorHandler;
}

/** All logs of a run: `metrics.jsonl`, an event file, `report.html`, and at the end `metrics.csv`. */
export interface RunLogs {
  /** For `onStep` of `train`. */
  step(report: StepReport): void;
  /** For `onEvaluation` of `train`. */
  evaluation(report: EvaluationReport): void;
  /** Returns once what was logged is on the disk. To be called before a checkpoint is kept. */
  flush(): void;
  /** Ends all logs. */
  close(status: 'finished' | 'stopped' | 'failed', message?: string): Promise<void>;
}

/**
 * Opens all logs of a run.
 *
 * @param options - The folder, and what the run is.
 * @throws RunFolderError where one cannot be opened. Later faults of the disk go to `onError`.
 */
export async function runLogs(options: RunLogsOptions): Promise<RunLogs> {
  const { folder, title, record, resumedFrom = 0, onError } = options;
  const told = onError === undefined ? {} : { onError };
  const metrics = await metricsLog({ folder, resumedFrom, ...told });
  const events = await eventFile({ folder, ...(resumedFrom === 0 ? {} : { resumedFrom }), ...told });
  const report = liveReport({ folder, title, record, former: metrics.former, ...told });
  if (resumedFrom === 0) events.text('run', `\`\`\`json\n${JSON.stringify(record, null, 2)}\n\`\`\``, 0);
  return {
    step(step) {
      const { loss, error, rate, epoch, skipped } = step;
      metrics.append({ step: step.step, epoch, loss, error, rate, ...(skipped ? { skipped } : {}) });
      events.scalar('loss/train', loss, step.step);
      events.scalar('error/train', error, step.step);
      events.scalar('rate', rate, step.step);
      events.scalar('images per second', step.imagesPerSecond, step.step);
      report.step(step);
    },
    evaluation(evaluation) {
      const { step, epochs, loss, error, trainLoss, trainError } = evaluation;
      metrics.append({ step, epochs, testLoss: loss, testError: error, trainLoss, trainError });
      events.scalar('loss/test', loss, step);
      events.scalar('error/test', error, step);
      report.evaluation(evaluation);
    },
    flush() {
      metrics.flush();
      events.flush();
    },
    async close(status, message) {
      metrics.close();
      events.close();
      await report.finish(status, message);
      await exportMetricsCsv({ folder }).catch((error: unknown) =>
        onError?.(error as Parameters<LogErrorHandler>[0]),
      );
    },
  };
}
