import { frameRecord } from '@skipjack/datasets';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fieldsOf, recordsOf, scalarsOf } from '../../test/decode-events.ts';
import { logFolder, SmallDisk } from '../../test/log-folder.ts';
import { encodeEvent } from './event-encoding.ts';
import type { EventContent } from './event-encoding.ts';
import { eventFileName } from './event-file-name.ts';
import { eventFile } from './event-file.ts';

/** Made by tools/golden/event_files.py. */
const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/events.json', import.meta.url), 'utf8'),
) as {
  files: readonly [string, string];
  read: { scalars: Record<string, [number, number | string][]>; texts: Record<string, [number, string][]> };
  records: readonly { content: EventContent; framed: string }[];
};

function at(seconds: number): void {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(seconds * 1000);
  onTestFinished(() => clock.mockRestore());
}

test.each(golden.records.map((record) => [record.content.type, record] as const))(
  'a %s is written byte for byte as by TensorBoard itself',
  (_, { content, framed }) => {
    const bytes = frameRecord(encodeEvent(1_700_000_000.5, content));
    expect(Buffer.from(bytes).toString('base64')).toBe(framed);
  },
);

test('TensorBoard reads a run that was killed and goes on from step 6', async () => {
  at(1_700_000_000.5);
  const folder = logFolder();
  const first = await eventFile({ folder });
  first.text('run', '**resnet20** on cifar10, größe 3', 0);
  for (let step = 1; step <= 10; step += 1) first.scalar('loss/train', 1 / step, step);
  first.scalar('error/test', 0.25, 5);
  first.scalar('odd', Number.NaN, 5);
  first.close();
  const second = await eventFile({ folder, resumedFrom: 6 });
  for (let step = 7; step <= 8; step += 1) second.scalar('loss/train', -step, step);
  second.scalar('far', 3, 2 ** 40);
  second.close();
  // These very files TensorBoard has read as golden.read says.
  expect([first, second].map(({ path }) => readFileSync(path).toString('base64'))).toEqual(golden.files);
  const before = [1, 2, 3, 4, 5, 6].map((step) => [step, Math.fround(1 / step)]);
  expect(golden.read).toEqual({
    scalars: {
      'loss/train': [...before, [7, -7], [8, -8]],
      'error/test': [[5, 0.25]],
      odd: [[5, 'nan']],
      far: [[2 ** 40, 3]],
    },
    texts: { run: [[0, '**resnet20** on cifar10, größe 3']] },
  });
});

test('what is logged is in the file after a moment, before it is closed', async () => {
  const file = await eventFile({ folder: logFolder(), flushSeconds: 0.02 });
  expect(recordsOf(readFileSync(file.path)).map((record) => fieldsOf(record).get(3)?.toString())).toEqual([
    'brain.Event:2',
  ]);
  file.scalar('loss', 0.5, 3);
  const deadline = performance.now() + 5000;
  while (scalarsOf(readFileSync(file.path)).length === 0 && performance.now() < deadline) await delay(5);
  expect(scalarsOf(readFileSync(file.path))).toEqual([[3, 'loss', 0.5]]);
  file.scalar('loss', 0.25, 4);
  file.flush();
  expect(scalarsOf(readFileSync(file.path)).length).toBe(2);
  file.close();
  file.close();
  file.flush();
  expect(() => file.scalar('loss', 1, 5)).toThrow('is closed; log before close is called.');
});

test('a full disk is told of once, and what it refused is there when it has room again', async () => {
  const disk = new SmallDisk(200);
  const errors: unknown[] = [];
  const file = await eventFile({ folder: logFolder(), disk, onError: (error) => errors.push(error) });
  for (let step = 1; step <= 20; step += 1) {
    file.scalar('loss', step, step);
    file.flush();
  }
  const kept = scalarsOf(readFileSync(file.path)).length;
  expect([kept > 0, kept < 20, errors.length]).toEqual([true, true, 1]);
  disk.room = Infinity;
  file.close();
  expect(scalarsOf(readFileSync(file.path)).map(([step]) => step)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
});

test('names rise, so that TensorBoard reads files in their order even where the clock is set back', async () => {
  const folder = logFolder();
  writeFileSync(join(folder, 'events.out.tfevents.1700000000.host.1.0'), '');
  at(1_600_000_000);
  const paths = [await eventFile({ folder }), await eventFile({ folder })].map((file) => {
    file.close();
    return file.path;
  });
  expect(paths.map((path) => /tfevents\.(\d+)\./.exec(path)?.[1])).toEqual(['1700000001', '1700000002']);
  expect(eventFileName([], 5.9)).toMatch(/^events\.out\.tfevents\.0000000005\.[\w.-]+\.\d+\.0$/);
});

test('refuses steps that are none', async () => {
  const file = await eventFile({ folder: logFolder() });
  expect(() => file.scalar('loss', 1, -1)).toThrow("An event's step must be a whole number from 0; got -1.");
  expect(() => file.text('note', '', 0.5)).toThrow('got 0.5');
  file.close();
  await expect(eventFile({ folder: logFolder(), resumedFrom: -2 })).rejects.toThrow('got -2');
});
