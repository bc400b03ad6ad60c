import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultyFileSystem } from '../test/faulty-file-system.ts';
import type { Faults } from '../test/faulty-file-system.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { RunFolderError } from '@skipjack/runs';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skipjack-atomic-'));
  path = join(folder, 'summary.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const LONG = 'größer als ein Puffer '.repeat(1000);

test('writes a file, replaces it, and leaves nothing beside it', async () => {
  await writeFileAtomic(path, 'first');
  await writeFileAtomic(path, LONG);
  expect(await readFile(path, 'utf8')).toBe(LONG);
  expect(await readdir(folder)).toEqual(['summary.json']);
});

test('writes every byte of a file whose writes come short', async () => {
  await writeFileAtomic(path, LONG, faultyFileSystem({ bytesPerWrite: 7 }));
  expect(await readFile(path, 'utf8')).toBe(LONG);
});

test('syncs the file before the rename and the folder after it', async () => {
  const log: string[] = [];
  await writeFileAtomic(path, 'text', faultyFileSystem({}, log));
  expect(log).toEqual(['open', 'sync', 'rename', 'open', 'sync']);
});

test('a system that cannot sync folders is no failure', async () => {
  const fails = { operation: 'open', pathEnd: folder, code: 'EPERM' } as const;
  await writeFileAtomic(path, 'text', faultyFileSystem({ fails }));
  expect(await readFile(path, 'utf8')).toBe('text');
});

const FAULTS: Record<string, Faults> = {
  'a full disk': { space: 1000 },
  'a full disk after short writes': { space: 1000, bytesPerWrite: 300 },
  'a failing sync': { fails: { operation: 'sync', pathEnd: '.tmp', code: 'EIO' } },
  'a failing rename': { fails: { operation: 'rename', pathEnd: 'summary.json', code: 'EACCES' } },
  'a forbidden folder': { fails: { operation: 'open', pathEnd: '.tmp', code: 'EACCES' } },
};

test.each(Object.keys(FAULTS))('%s leaves what was there before, whole, and nothing else', async (name) => {
  await writeFile(path, 'before');
  const writing = writeFileAtomic(path, LONG, faultyFileSystem(FAULTS[name] ?? {}));
  await expect(writing).rejects.toBeInstanceOf(RunFolderError);
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['summary.json']);
});

test('the sentences say what to do', async () => {
  const full = writeFileAtomic(path, LONG, faultyFileSystem({ space: 10 }));
  await expect(full).rejects.toThrow(
    `Cannot write ${path}: the disk is full; free some space, or choose a folder on another disk.`,
  );
  const forbidden = writeFileAtomic(path, LONG, faultyFileSystem(FAULTS['a forbidden folder'] ?? {}));
  await expect(forbidden).rejects.toThrow(
    `Cannot write ${path}: writing there is not permitted; choose another folder, or change its permissions.`,
  );
});
