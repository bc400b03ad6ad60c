import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFileSystem } from '../files/file-system.ts';
import { makeFolder } from '../files/folders.ts';
import { writeError } from '../files/run-folder-error.ts';
import { AppendFile } from './append-file.ts';
import type { LogDisk, LogErrorHandler } from './append-file.ts';
import { metricsLine } from './metrics-record.ts';
import type { MetricsRecord } from './metrics-record.ts';
import { METRICS_FILE, metricsBytes, metricsEntries } from './read-metrics.ts';
import type { MetricsEntry } from './read-metrics.ts';

/** Options of {@link metricsLog}. */
export interface MetricsLogOptions {
  /** Folder of the run; made where it is missing. */
  readonly folder: string;
  /**
   * Step of the checkpoint that the training goes on from: records of later steps are cut off.
   * @defaultValue 0: no former record stays
   */
  readonly resumedFrom?: number;
  /**
   * Told once where the disk refuses; what was logged waits, and logging goes on.
   * @defaultValue nobody is told
   */
  readonly onError?: LogErrorHandler;
  /**
   * The disk.
   * @defaultValue the real one
   */
  readonly disk?: LogDisk;
}

/** A `metrics.jsonl` that is being written. None of its functions throws for the disk's sake. */
export interface MetricsLog {
  /** The file. */
  readonly path: string;
  /** The records that were there already. */
  readonly former: readonly MetricsRecord[];
  /** Adds a line. It is with the system when this returns: a kill of the process does not lose it. */
  append(record: MetricsRecord): void;
  /** Returns once all lines are on the disk, or the disk refuses. To be called before a checkpoint is kept. */
  flush(): void;
  /** Flushes and closes the file. More calls do nothing. */
  close(): void;
}

function readEntries(path: string): readonly MetricsEntry[] {
  try {
    return metricsEntries(readFileSync(path));
  } catch {
    return []; // The disk's fault has been told of; both tellings of the steps stay.
  }
}

/**
 * Opens `metrics.jsonl`, in which each line is a record of one step. Where a training goes on from a checkpoint, the file becomes
 * that of a training which never stopped: what was logged after the checkpoint goes, and what the trainer tells of its very step
 * for a second time is not written again. Where the
 * trainer itself goes back to a checkpoint (rolls back), what came after that goes too.
 *
 * @param options - The folder, and where the training goes on.
 * @throws RunFolderError where the file cannot be opened.
 */
export async function metricsLog(options: MetricsLogOptions): Promise<MetricsLog> {
  const { folder, resumedFrom = 0, onError, disk } = options;
  const path = join(folder, METRICS_FILE);
  try {
    await makeFolder(nodeFileSystem, folder);
  } catch (error) {
    throw writeError(path, error);
  }
  const bytes = await metricsBytes(folder);
  const entries = resumedFrom === 0 ? [] : metricsEntries(bytes);
  const later = entries.findIndex(({ record }) => record.step > resumedFrom);
  const kept = later < 0 ? entries : entries.slice(0, later);
  const told = new Set(
    kept.filter(({ record }) => record.step === resumedFrom).map(({ line }) => line.toString('utf8')),
  );
  const there = await nodeFileSystem.lstat(path).then(
    () => true,
    () => false,
  );
  const size = kept.at(-1)?.end ?? 0;
  const file = new AppendFile({ path, flags: there ? 'r+' : 'wx', size, onError, disk });
  let closed = false;
  let last = kept.at(-1)?.record.step ?? 0;
  /** The records of the last step by what they tell, the step itself or its evaluation. */
  const toldOfLast = new Set<string>();

  /** The trainer has gone back to a checkpoint by itself: what came after it did not happen. */
  const goBack = (step: number): void => {
    file.sync();
    toldOfLast.clear();
    const first = readEntries(path).find(({ record }) => record.step >= step);
    if (first !== undefined) file.cut(first.end - first.line.length);
  };
  return {
    path,
    former: kept.map(({ record }) => record),
    append(record) {
      if (closed) throw new Error(`${path} is closed; log before close is called.`);
      const line = metricsLine(record);
      const form = Object.keys(record).join();
      if (record.step > last) toldOfLast.clear();
      else if (record.step < last || toldOfLast.has(form)) goBack(record.step);
      last = record.step;
      toldOfLast.add(form);
      if (!told.delete(line)) file.append(Buffer.from(line));
    },
    flush() {
      if (!closed) file.sync();
    },
    close() {
      if (closed) return;
      closed = true;
      file.sync();
      file.close();
    },
  };
}
