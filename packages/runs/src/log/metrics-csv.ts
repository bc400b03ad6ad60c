import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-file.ts';
import type { MetricsRecord } from './metrics-record.ts';
import { readMetrics } from './read-metrics.ts';

/** Options of {@link exportMetricsCsv}. */
export interface ExportMetricsCsvOptions {
  /** Folder of the run. */
  readonly folder: string;
}

function cell(value: MetricsRecord[string]): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Records as CSV (RFC 4180): a column for each name, in the order of their first appearance, a row for each record. */
export function metricsCsv(records: readonly MetricsRecord[]): string {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => names.map((name) => cell(record[name])).join(','));
  return [names.map(cell).join(','), ...rows].map((row) => `${row}\r\n`).join('');
}

/**
 * Writes a run's `metrics.csv` from its `metrics.jsonl`, whole or not at all.
 *
 * @param options - The folder.
 * @returns The path of the file.
 * @throws RunFolderError where the one cannot be read or the other not written.
 */
export async function exportMetricsCsv(options: ExportMetricsCsvOptions): Promise<string> {
  const { folder } = options;
  const path = join(folder, 'metrics.csv');
  await writeFileAtomic({ path, content: metricsCsv(await readMetrics({ folder })) });
  return path;
}
