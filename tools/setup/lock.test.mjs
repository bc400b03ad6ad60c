import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeAway, takeLock } from './lock.mjs';
import { startTime } from './processes.mjs';

let folder;
let file;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'setup.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const holder = () => JSON.parse(readFileSync(file, 'utf8'));
const noWait = () => {
  throw new Error('waited for a lock that nobody holds');
};
/** The number of a process that has ended. */
const endedProcess = async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid;
};

test('says who holds it, and is gone when released', async () => {
  const lock = await takeLock({ file });
  expect(holder()).toMatchObject({ pid: process.pid, host: hostname() });
  lock.release();
  expect(existsSync(file)).toBe(false);
});

test('waits while another set-up holds it', async () => {
  const first = await takeLock({ file });
  let waitedFor;
  const second = takeLock({
    file,
    onWait: (other) => {
      waitedFor = other;
      first.release();
    },
  });
  await second.then((lock) => lock.release());
  expect(waitedFor).toMatchObject({ pid: process.pid });
});

test('waiting ends with the signal', async () => {
  const first = await takeLock({ file });
  const abort = new AbortController();
  const second = takeLock({ file, signal: abort.signal, onWait: () => abort.abort() });
  await expect(second).rejects.toThrow('aborted');
  first.release();
});

test('a holder that was killed is recognised', async () => {
  writeFileSync(file, JSON.stringify({ pid: await endedProcess(), started: '1', host: hostname() }));
  const lock = await takeLock({ file, onWait: noWait });
  expect(holder().pid).toBe(process.pid);
  lock.release();
});

test.skipIf(process.platform !== 'linux')('a number that another process has now is recognised', async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: '1', host: hostname() }));
  const lock = await takeLock({ file, onWait: noWait });
  expect(holder().started).toBe(startTime(process.pid));
  lock.release();
});

test.skipIf(process.platform === 'win32')('what a killed set-up had started is ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const left = { pid: child.pid, started: startTime(child.pid) };
  writeFileSync(
    file,
    JSON.stringify({ pid: await endedProcess(), started: '1', host: hostname(), child: left }),
  );
  const lock = await takeLock({ file, onWait: noWait });
  lock.release();
  expect(await ended).toBe('SIGKILL');
});

test('with an old text in hand, the lock that another has taken meanwhile is not touched for a moment', async () => {
  const old = JSON.stringify({ pid: await endedProcess(), started: '1', host: hostname() });
  const lock = await takeLock({ file });
  const before = statSync(file, { bigint: true });
  await takeAway(file, old);
  const after = statSync(file, { bigint: true });
  // Moving it aside and back would change the time of the last change of its name.
  expect(after).toMatchObject({ ino: before.ino, ctimeNs: before.ctimeNs });
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('one at a time takes a stale lock away; the right of one that was killed is taken over', async () => {
  const dead = { pid: await endedProcess(), started: '1', host: hostname() };
  const stale = JSON.stringify(dead);
  writeFileSync(file, stale);
  const right = `${file}.over-${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
  writeFileSync(
    right,
    JSON.stringify({ pid: process.pid, started: startTime(process.pid), host: hostname() }),
  );
  await takeAway(file, stale);
  expect(readFileSync(file, 'utf8')).toBe(stale);
  writeFileSync(right, JSON.stringify({ ...dead, id: 'killed while it had the right' }));
  const lock = await takeLock({ file, onWait: noWait });
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('ten at once: one at a time', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    const lock = await takeLock({ file });
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
    lock.release();
  };
  await Promise.all(Array.from({ length: 10 }, work));
  expect(most).toBe(1);
});
