import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode, readError } from '../files/run-folder-error.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { readLock } from '../lock/lock-file.ts';
import { mayBeAlive } from '../lock/process-identity.ts';
import type { MetricsRecord } from './metrics-record.ts';
import { readMetrics } from './read-metrics.ts';
import { readRunRecord, RUN_FILE } from './run-record.ts';
import type { RunRecord } from './run-record.ts';

/** Options of {@link readRuns}. */
export interface ReadRunsOptions {
  /** A folder of runs, or of one run. */
  readonly folder: string;
}

/** Where a run stands. `crashed`: nobody has its lock, and it did not say how it ended. `damaged`: it cannot be read. */
export type RunStatus = 'running' | 'finished' | 'stopped' | 'failed' | 'crashed' | 'damaged';

/** A run as it is listed. */
export interface RunListing {
  /** Name of its folder. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  /** Where it stands. */
  readonly status: RunStatus;
  /** What it is; undefined where that cannot be read. */
  readonly record: RunRecord | undefined;
  /** Steps done, as far as is logged. */
  readonly step: number;
  /** Lowest error of an evaluation, as a fraction; undefined before the first. */
  readonly bestError: number | undefined;
  /** Error of the last evaluation, as a fraction; undefined before the first. */
  readonly lastError: number | undefined;
  /** Why a damaged one cannot be read. */
  readonly problem?: string;
}

async function isRunning(folder: string): Promise<boolean> {
  const lock = await readLock(nodeFileSystem, join(folder, 'run.lock'));
  return typeof lock === 'object' && mayBeAlive(lock);
}

const errorOf = ({ testError }: MetricsRecord): number[] =>
  typeof testError === 'number' && Number.isFinite(testError) ? [testError] : [];

async function readRun(folder: string): Promise<RunListing> {
  const name = basename(folder);
  try {
    // In this order: a run says how it ended before it gives its lock back.
    const running = await isRunning(folder);
    const record = await readRunRecord({ folder });
    const metrics = await readMetrics({ folder });
    const errors = metrics.flatMap(errorOf);
    return {
      name,
      folder,
      record,
      status: running ? 'running' : (record.outcome?.status ?? 'crashed'),
      step: metrics.at(-1)?.step ?? record.outcome?.step ?? 0,
      bestError: errors.length === 0 ? undefined : errors.reduce((least, error) => Math.min(least, error)),
      lastError: errors.at(-1),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return {
      ...{ name, folder, status: 'damaged', record: undefined, step: 0 },
      ...{ bestError: undefined, lastError: undefined, problem },
    };
  }
}

/**
 * Lists the runs in a folder, that is, its folders that hold a `run.json` (or itself, if it does), by their names. A run is read
 * without disturbing it, also while it goes on.
 *
 * @param options - The folder.
 * @throws RunFolderError where the folder itself cannot be read; a run that cannot be read is listed as damaged.
 */
export async function readRuns(options: ReadRunsOptions): Promise<readonly RunListing[]> {
  const { folder } = options;
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    if (entries.some(({ name }) => name === RUN_FILE)) return [await readRun(folder)];
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const runs: RunListing[] = [];
    for (const name of names.sort((a, b) => (a < b ? -1 : 1))) {
      const inside = await readdir(join(folder, name)).catch((): string[] => []);
      if (inside.includes(RUN_FILE)) runs.push(await readRun(join(folder, name)));
    }
    return runs;
  } catch (error) {
    if (errorCode(error) !== undefined) throw readError(folder, error);
    throw error;
  }
}
