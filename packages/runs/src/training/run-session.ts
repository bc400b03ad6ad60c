import type { CheckpointStore, TrainingState } from '@skipjack/recipes';
import type { CheckpointFolder } from '../checkpoints/checkpoint-folder.ts';
import { RunFolderError } from '../files/run-folder-error.ts';
import type { LogErrorHandler } from '../log/append-file.ts';
import { runLogs } from '../log/run-logs.ts';
import type { RunLogs } from '../log/run-logs.ts';
import { writeRunRecord } from '../log/run-record.ts';
import type { RunOutcome, RunRecord } from '../log/run-record.ts';

/** What a session of a run works with. */
export interface RunSessionOptions {
  /** Folder of the run. */
  readonly folder: string;
  /** Title of its report. */
  readonly title: string;
  /** Its checkpoints. */
  readonly checkpoints: CheckpointFolder;
  /** Bytes of one. */
  readonly checkpointBytes: number;
  /** Whether it may go on from one; `'force'`: and may begin anew where all of them are lost. */
  readonly resumes: boolean | 'force';
  /** What the run is. */
  readonly record: RunRecord;
  /** What it was before this session. */
  readonly former: RunRecord | undefined;
  /** Told of faults that do not end the training. */
  readonly onLogError: LogErrorHandler | undefined;
}

/**
 * The files of a run from the moment at which nothing keeps the training from its next step: the checkpoint that it goes on from
 * is read and fits. Before that nothing in the folder is touched.
 */
export class RunSession {
  readonly #options: RunSessionOptions;
  #record: RunRecord;
  #logs: RunLogs | undefined;
  #resumedFrom = 0;
  #step = 0;

  constructor(options: RunSessionOptions) {
    this.#options = options;
    this.#record = options.record;
  }

  /** What `run.json` says. */
  get record(): RunRecord {
    return this.#record;
  }

  /** The checkpoints, before each of which the logs are flushed. */
  readonly store: CheckpointStore = {
    save: async (state, kind) => {
      this.#logs?.flush();
      await this.#options.checkpoints.save(state, kind);
    },
    load: async (kind) => {
      const state = await this.#options.checkpoints.load(kind);
      if (this.#logs === undefined && kind === 'last') {
        if (state === undefined && this.#options.resumes === true) await this.#expectNothingLost();
        this.#found(state);
      }
      return state;
    },
  };

  /** Opens the files: the first step follows. */
  async begin(): Promise<void> {
    const { folder, title, checkpoints, checkpointBytes, former, onLogError } = this.#options;
    await checkpoints.expectRoom(checkpointBytes);
    if (this.#resumedFrom > 0) this.#record = this.#resumedRecord(former);
    await writeRunRecord({ folder, record: this.#record });
    this.#logs = await runLogs({
      ...{ folder, title, record: this.#record, resumedFrom: this.#resumedFrom },
      ...(onLogError && { onError: onLogError }),
    });
  }

  /** The logs of a run that has begun. */
  get logs(): RunLogs | undefined {
    return this.#logs;
  }

  /** Takes note of how far it has come. */
  reached(step: number): void {
    this.#step = step;
  }

  /** Writes how it ended, and closes the files; nothing where it has not begun. */
  async end(status: RunOutcome['status'], message?: string): Promise<void> {
    if (this.#logs === undefined) return;
    await this.#logs.close(status, message);
    const outcome: RunOutcome = {
      ...{ status, step: this.#step, ended: new Date().toISOString() },
      ...(status === 'failed' && message !== undefined && { error: message }),
    };
    this.#record = { ...this.#record, outcome };
    try {
      await writeRunRecord({ folder: this.#options.folder, record: this.#record });
    } catch (error) {
      if (!(error instanceof RunFolderError)) throw error;
      this.#options.onLogError?.(error);
    }
  }

  /** A run that had checkpoints does not begin anew in silence: its best one would go. */
  async #expectNothingLost(): Promise<void> {
    const { folder, checkpoints, former } = this.#options;
    const best = await checkpoints.list('best');
    const kept = [...(await checkpoints.list('last')), ...best];
    const { status, step = 0 } = former?.outcome ?? {};
    if (kept.length === 0 && (step === 0 || status === 'failed')) return;
    throw new RunFolderError(
      `No checkpoint in ${checkpoints.folder} is whole, so that the run in ${folder} cannot be gone on with${best.length > 0 ? '; its best one can still be evaluated (--best)' : ''}: start a new run in another folder, or begin this one anew (resume: 'force', or --force).`,
      checkpoints.folder,
    );
  }

  #found(state: TrainingState | undefined): void {
    this.#resumedFrom = this.#options.resumes === false ? 0 : (state?.step ?? 0);
    this.#step = this.#resumedFrom;
  }

  /** The run as it began, with this session. */
  #resumedRecord(former: RunRecord | undefined): RunRecord {
    const { record } = this.#options;
    const now = { at: record.started, step: this.#resumedFrom };
    if (former === undefined) return { ...record, resumed: [now] };
    const { started, versions, machine, resumed = [] } = former;
    return { ...record, started, versions, machine, resumed: [...resumed, now] };
  }
}
