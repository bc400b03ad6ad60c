import fs, { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logFolder, SmallDisk } from '../../test/log-folder.ts';
import { exportMetricsCsv, metricsCsv } from './metrics-csv.ts';
import { metricsLog } from './metrics-log.ts';
import type { MetricsRecord } from './metrics-record.ts';
import { readMetrics } from './read-metrics.ts';

const STEPS = 12;
/** A step and, after every fourth, an evaluation. */
const recordsOfStep = (step: number): MetricsRecord[] => [
  { step, loss: 1 / step, rate: 0.1 },
  ...(step % 4 === 0 ? [{ step, testError: 0.5 / step }] : []),
];

async function logSteps(folder: string, from: number, to: number, again = false): Promise<void> {
  const disk = { ...fs, fsyncSync: () => {} }; // it is done ten times as fast, and powered for good
  const log = await metricsLog({ folder, resumedFrom: from, disk });
  if (again) for (const record of recordsOfStep(from).slice(1)) log.append(record);
  for (let step = from + 1; step <= to; step += 1)
    for (const record of recordsOfStep(step)) log.append(record);
  log.close();
}

async function uninterrupted(): Promise<Buffer> {
  const folder = logFolder();
  await logSteps(folder, 0, STEPS);
  return readFileSync(join(folder, 'metrics.jsonl'));
}

test('resumed from any step after a kill at any later byte, the file is that of a run which never stopped', async () => {
  const whole = await uninterrupted();
  const folder = logFolder();
  const path = join(folder, 'metrics.jsonl');
  const bytesOf = (records: readonly MetricsRecord[]): number =>
    records.reduce((sum, record) => sum + JSON.stringify(record).length + 1, 0);
  let start = 0; // after the steps before
  for (let from = 0; from <= STEPS; from += 1) {
    const records = from === 0 ? [] : recordsOfStep(from);
    const evaluated = start + bytesOf(records);
    start += bytesOf(records.slice(0, 1));
    for (let size = start; size <= whole.length; size += 3) {
      writeFileSync(path, whole.subarray(0, size));
      // A checkpoint of before the evaluation: the trainer evaluates again.
      const again = from > 0 && (size < evaluated || size % 2 === 0);
      await logSteps(folder, from, STEPS, again);
      expect(readFileSync(path).equals(whole), `from step ${from} after ${size} bytes`).toBe(true);
    }
    start = evaluated;
  }
});

test('a training that begins anew keeps nothing', async () => {
  const folder = logFolder();
  await logSteps(folder, 0, STEPS);
  const log = await metricsLog({ folder });
  expect([log.former, readFileSync(log.path, 'utf8')]).toEqual([[], '']);
  log.close();
});

test('what a trainer that goes back has logged meanwhile goes', async () => {
  const folder = logFolder();
  const log = await metricsLog({ folder });
  for (const step of [1, 2, 3, 4, 5, 3, 4]) log.append({ step, loss: step });
  log.append({ step: 4, testError: 0.5 });
  log.close();
  expect((await readMetrics({ folder })).map(({ step }) => step)).toEqual([1, 2, 3, 4, 4]);
});

test('a trainer that goes back by the one step that it logged last logs that step once', async () => {
  const folder = logFolder();
  const log = await metricsLog({ folder });
  for (const step of [1, 2, 3]) log.append({ step, loss: step, rate: 1 });
  log.append({ step: 3, testError: 0.5 });
  log.append({ step: 4, loss: 4, rate: 1 });
  log.append({ step: 4, loss: 5, rate: 1 });
  log.append({ step: 4, testError: 0.25 });
  log.append({ step: 4, loss: 6, rate: 1 });
  log.close();
  expect((await readMetrics({ folder })).slice(2)).toEqual([
    { step: 3, loss: 3, rate: 1 },
    { step: 3, testError: 0.5 },
    { step: 4, loss: 6, rate: 1 },
  ]);
});

test('a torn last line and foreign lines are passed over, and numbers that JSON has not come back', async () => {
  const folder = logFolder();
  expect(await readMetrics({ folder })).toEqual([]);
  const log = await metricsLog({ folder });
  log.append({ step: 1, loss: Number.NaN, rate: -Infinity, error: Infinity, note: 'a "b"\n' });
  log.close();
  const path = join(folder, 'metrics.jsonl');
  writeFileSync(path, `${readFileSync(path, 'utf8')}\0\0\n[]\n{"step":"2"}\n{"step":3}\n{"step":4`);
  expect(await readMetrics({ folder })).toEqual([
    { step: 1, loss: Number.NaN, rate: -Infinity, error: Infinity, note: 'a "b"\n' },
    { step: 3 },
  ]);
});

test('a line is with the system as soon as it is logged, and a full disk stops nothing', async () => {
  const disk = new SmallDisk(100);
  const errors: string[] = [];
  const folder = logFolder();
  const log = await metricsLog({ folder, disk, onError: ({ message }) => errors.push(message) });
  log.append({ step: 1, loss: 2 });
  expect(readFileSync(log.path, 'utf8')).toBe('{"step":1,"loss":2}\n');
  for (let step = 2; step <= 10; step += 1) log.append({ step, loss: 2 });
  expect((await readMetrics({ folder })).length).toBe(5);
  expect(errors).toEqual([
    `Cannot write ${log.path}: the disk is full; free some space, or choose a folder on another disk.`,
  ]);
  disk.room = Infinity;
  log.close();
  log.close();
  expect((await readMetrics({ folder })).length).toBe(10);
  expect(() => log.append({ step: 11 })).toThrow('is closed; log before close is called.');
});

test('CSV has a column for each name, and quotes what needs it', async () => {
  const records = [
    { step: 1, loss: 0.5 },
    { step: 2, 'a,b': 'say "hi"\n' },
    { step: 3, loss: Number.NaN },
  ];
  expect(metricsCsv(records)).toBe('step,loss,"a,b"\r\n1,0.5,\r\n2,,"say ""hi""\n"\r\n3,NaN,\r\n');
  const folder = logFolder();
  await logSteps(folder, 0, 1);
  expect(await exportMetricsCsv({ folder })).toBe(join(folder, 'metrics.csv'));
  expect(readFileSync(join(folder, 'metrics.csv'), 'utf8')).toBe('step,loss,rate\r\n1,1,0.1\r\n');
  const none = join(logFolder(), 'none');
  await expect(exportMetricsCsv({ folder: none })).rejects.toThrow(
    `Cannot write ${join(none, 'metrics.csv')}: `,
  );
  expect(existsSync(none)).toBe(false);
});
