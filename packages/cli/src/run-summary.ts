import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunListing } from '@skipjack/runs';

/** A run as it is listed, with its time and size. */
export interface RunSummary extends RunListing {
  /** Seconds from its start to its end, pauses included; to now while it goes on, and to its last line where it was killed. NaN where that is not known. */
  readonly seconds: number;
  /** Bytes of all its files. */
  readonly bytes: number;
}

/**
 * Adds time and size to what is known of a run.
 *
 * @param run - The run.
 * @param now - The time of day, in milliseconds.
 * @returns All of it.
 */
export async function runSummary(run: RunListing, now: number): Promise<RunSummary> {
  const [end, bytes] = [await endOf(run, now), await sizeOf(run.folder)];
  const start = Date.parse(run.record?.started ?? '');
  return { ...run, seconds: (end - start) / 1000, bytes };
}

async function endOf({ status, record, folder }: RunListing, now: number): Promise<number> {
  if (status === 'running') return now;
  if (record?.outcome !== undefined) return Date.parse(record.outcome.ended);
  return await stat(join(folder, 'metrics.jsonl')).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.NaN,
  );
}

/** What goes away while it is counted counts nothing. Links are not followed. */
async function sizeOf(path: string): Promise<number> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts?.isFile() === true) return facts.size;
  if (facts?.isDirectory() !== true) return 0;
  let sum = 0;
  for (const name of await readdir(path).catch((): string[] => [])) sum += await sizeOf(join(path, name));
  return sum;
}

/**
 * Writes how far a run has come.
 *
 * @param run - The run.
 * @returns Such as `3,000 of 64,000`, or `64,000` where it has come to its end.
 */
export function stepWords({ step, record }: RunListing): string {
  const text = (steps: number): string => steps.toLocaleString('en-US');
  return record === undefined || step >= record.steps ? text(step) : `${text(step)} of ${text(record.steps)}`;
}
