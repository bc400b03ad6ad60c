import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultyFileSystem } from '../test/faulty-file-system.ts';
import { openRunFolder } from './run-folder.ts';

let parent = '';
let out = '';

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'skipjack-run-'));
  out = join(parent, 'deep', 'run');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const metrics = (): Promise<string> => readFile(join(out, 'metrics.jsonl'), 'utf8');

test('makes the folder and appends a line at once', async () => {
  const folder = await openRunFolder(out);
  await folder.appendMetric({ step: 1 });
  expect(await metrics()).toBe('{"step":1}\n');
  await folder.appendMetric({ step: 2, loss: 0.5 });
  expect(await metrics()).toBe('{"step":1}\n{"step":2,"loss":0.5}\n');
  await folder.writeReport('<!doctype html>');
  await folder.close();
  expect((await readdir(out)).sort()).toEqual(['metrics.jsonl', 'report.html']);
  expect(folder.reportFile).toBe(join(out, 'report.html'));
});

test('takes an empty folder', async () => {
  await (await openRunFolder(parent)).close();
  expect(await readdir(parent)).toEqual(['metrics.jsonl']);
});

test('refuses a used folder, a file in its place, and a path through a file', async () => {
  await writeFile(join(parent, 'notes.txt'), '');
  const used = `Output folder ${parent} is already used (1 entry); choose a folder that is new or empty.`;
  await expect(openRunFolder(parent)).rejects.toThrow(used);
  const file = join(parent, 'notes.txt');
  await expect(openRunFolder(file)).rejects.toThrow(
    `Output folder ${file} cannot be made, as a file is in its way; choose a folder`,
  );
  await expect(openRunFolder(join(file, 'run'))).rejects.toThrow(
    `Output folder ${join(file, 'run')} cannot be made, as a file is`,
  );
  expect(await readdir(parent)).toEqual(['notes.txt']);
});

test.each([
  { code: 'EACCES', reason: 'writing there is not permitted' },
  { code: 'EROFS', reason: 'that disk is read-only' },
  { code: 'ENOENT', reason: 'does not exist or cannot be made' },
  { code: 'ENOSPC', reason: 'the disk is full' },
])('refuses a place that cannot be written: $code', async ({ code, reason }) => {
  const fails = { operation: 'mkdir', pathEnd: 'run', code } as const;
  await expect(openRunFolder(out, faultyFileSystem({ fails }))).rejects.toThrow(
    new RegExp(`^Cannot write ${out}: [^.]*${reason}[^.]*\\.$`),
  );
});

test('a line that does not fit on the disk is not there in part', async () => {
  const folder = await openRunFolder(out, faultyFileSystem({ space: 25, bytesPerWrite: 4 }));
  await folder.appendMetric({ step: 1 });
  await expect(folder.appendMetric({ step: 2, loss: 0.123456789 })).rejects.toThrow(
    `Cannot write ${join(out, 'metrics.jsonl')}: the disk is full`,
  );
  expect(await metrics()).toBe('{"step":1}\n');
  await folder.close();
});
