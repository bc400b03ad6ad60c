import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, readError } from '../files/run-folder-error.ts';
import { recordOfLine } from './metrics-record.ts';
import type { MetricsRecord } from './metrics-record.ts';

/** Name of the file in a run's folder. */
export const METRICS_FILE = 'metrics.jsonl';

/** A record and where it stands. */
export interface MetricsEntry {
  /** What the line says. */
  readonly record: MetricsRecord;
  /** The line's own bytes. */
  readonly line: Buffer;
  /** Byte after its line feed. */
  readonly end: number;
}

/** The whole lines of a `metrics.jsonl`; a torn last line, and lines that hold no record, are passed over. */
export function metricsEntries(bytes: Buffer): readonly MetricsEntry[] {
  const entries: MetricsEntry[] = [];
  let start = 0;
  for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
    const line = bytes.subarray(start, end + 1);
    const record = recordOfLine(line.toString('utf8'));
    if (record !== undefined) entries.push({ record, line, end: end + 1 });
    start = end + 1;
  }
  return entries;
}

/** The bytes of a run's `metrics.jsonl`, none where there is no such file. */
export async function metricsBytes(folder: string): Promise<Buffer> {
  const path = join(folder, METRICS_FILE);
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw readError(path, error);
  }
}

/** Options of {@link readMetrics}. */
export interface ReadMetricsOptions {
  /** Folder of the run. */
  readonly folder: string;
}

/**
 * Reads a run's `metrics.jsonl`, also while it is written: a torn last line is passed over.
 *
 * @param options - The folder.
 * @returns The records in their order; none where there is no such file.
 * @throws RunFolderError where it cannot be read.
 */
export async function readMetrics(options: ReadMetricsOptions): Promise<readonly MetricsRecord[]> {
  return metricsEntries(await metricsBytes(options.folder)).map(({ record }) => record);
}
