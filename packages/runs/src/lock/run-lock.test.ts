import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { faultyFileSystem } from '../../test/faulty-file-system.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { ownLock, placeLock, removeStaleLock } from './lock-file.ts';
import type { LockRecord } from './lock-file.ts';
import { mayBeAlive, ownIdentity } from './process-identity.ts';
import { lockRunFolder, RunLockedError } from './run-lock.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'skipjack-lock-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

function place(path: string, change: Partial<LockRecord>): LockRecord {
  const lock = { ...ownLock(), ...change };
  writeFileSync(join(path, 'run.lock'), JSON.stringify(lock));
  return lock;
}

test('a folder is locked once, made where it is missing, and free again after its release', async () => {
  const path = join(folder(), 'runs', 'a');
  const lock = await lockRunFolder({ folder: path });
  await expect(lockRunFolder({ folder: path })).rejects.toThrow(
    new RegExp(
      `${path} is in use by process ${process.pid} on .*; stop that process, choose another folder, or remove `,
    ),
  );
  await expect(lockRunFolder({ folder: path })).rejects.toMatchObject({
    name: 'RunLockedError',
    path: join(path, 'run.lock'),
    owner: { pid: process.pid },
  });
  expect(readdirSync(path)).toEqual(['run.lock']);
  lock.release();
  lock.release();
  expect(readdirSync(path)).toEqual([]);
  const next = await lockRunFolder({ folder: path });
  // The former owner has nothing to release any more.
  lock.release();
  expect(readdirSync(path)).toEqual(['run.lock']);
  next.release();
});

test('listeners of the exit do not pile up', async () => {
  const [path, before] = [folder(), process.listenerCount('exit')];
  for (let round = 0; round < 20; round += 1) (await lockRunFolder({ folder: path })).release();
  expect(process.listenerCount('exit')).toBe(before);
});

test.each([
  ['of a process that has ended', () => ({ pid: deadPid() })],
  ['of an earlier process of the same number', () => ({ started: '1' })],
  ['of an earlier boot', () => ({ boot: 'another' })],
])('a lock %s is stale', async (_what, change) => {
  const path = folder();
  const stale = place(path, change());
  expect(mayBeAlive(stale)).toBe(false);
  const lock = await lockRunFolder({ folder: path });
  expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toMatchObject(ownIdentity());
  expect(readdirSync(path)).toEqual(['run.lock']);
  lock.release();
});

test('a lock of another machine counts as alive, whatever its number', async () => {
  const path = folder();
  place(path, { host: 'elsewhere', pid: deadPid() });
  await expect(lockRunFolder({ folder: path })).rejects.toThrow(/in use by process \d+ on elsewhere/);
});

test('who is late to remove a stale lock does not remove the new one', async () => {
  const path = folder();
  const stale = place(path, { pid: deadPid() });
  const lock = await lockRunFolder({ folder: path });
  await removeStaleLock(nodeFileSystem, lock.path, stale, ownLock());
  expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toMatchObject({ pid: process.pid });
  expect(readdirSync(path)).toEqual(['run.lock']);
  lock.release();
});

test('one that was killed while it removed a stale lock is no obstacle, and leaves nothing', async () => {
  const path = folder();
  const stale = place(path, { pid: deadPid() });
  const claim = join(path, `run.lock.${stale.token}`);
  await placeLock(nodeFileSystem, claim, { ...ownLock(), pid: deadPid() });
  writeFileSync(join(path, `run.lock.${deadPid()}-00112233.tmp`), '{');
  const lock = await lockRunFolder({ folder: path });
  expect(readdirSync(path)).toEqual(['run.lock']);
  lock.release();
});

test('a file that is no lock is left alone, and the error says what to do', { timeout: 20_000 }, async () => {
  const path = folder();
  writeFileSync(join(path, 'run.lock'), 'mine');
  await expect(lockRunFolder({ folder: path })).rejects.toThrow(
    /cannot be locked, as .*run\.lock is no lock file or stays in the way; remove it if no other process/,
  );
  expect(readFileSync(join(path, 'run.lock'), 'utf8')).toBe('mine');
});

test('a disk without links is locked too, and one that refuses says so', async () => {
  const path = folder();
  const noLinks = faultyFileSystem(nodeFileSystem, {
    fails: (operation) => (operation === 'link' ? 'EPERM' : undefined),
  });
  const lock = await lockRunFolder({ folder: path, fs: noLinks });
  await expect(lockRunFolder({ folder: path, fs: noLinks })).rejects.toThrow(RunLockedError);
  lock.release();
  const full = faultyFileSystem(nodeFileSystem, { space: 10 });
  await expect(lockRunFolder({ folder: path, fs: full })).rejects.toThrow(/run\.lock: the disk is full/);
  expect(readdirSync(path)).toEqual([]);
});
