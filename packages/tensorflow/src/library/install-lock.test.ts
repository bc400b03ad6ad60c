import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { withLock } from './install-lock.ts';

/** A process id that no process has: Linux counts to 2^22 at most. */
const DEAD = 2 ** 22 + 1;
const DEAD_TEXT = `${DEAD} ${hostname()} token\n`;

function lockFile(held?: string): string {
  const file = join(temporaryFolder(), 'install.lock');
  if (held !== undefined) writeFileSync(file, held);
  return file;
}

const soon = { staleMilliseconds: 300 };

test('the lock is there while the work runs, and gone afterwards, also when the work fails', async () => {
  const file = lockFile();
  const onWait = (): void => undefined;
  expect(await withLock({ file, onWait }, async () => readFileSync(file, 'utf8'))).toMatch(
    new RegExp(`^${process.pid} ${hostname()} [0-9a-f-]{36}\n$`),
  );
  const failing = withLock({ file, onWait }, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(join(file, '..'))).toEqual([]);
});

test('the lock of a process that is gone is broken at once', async () => {
  const file = lockFile(DEAD_TEXT);
  const waits: string[] = [];
  const options = { file, onWait: (owner: string) => void waits.push(owner), staleMilliseconds: 1e9 };
  expect(await withLock(options, async () => 'done')).toBe('done');
  expect(waits).toEqual([]);
  expect(readdirSync(join(file, '..'))).toEqual([]);
});

test.each([
  ['', 'another process'],
  ['not what we write', 'process not on what'],
  ['77 another-host token\n', 'process 77 on another-host'],
  [`${process.pid} ${hostname()} of a process that had our id\n`, `process ${process.pid}`],
])('a lock that holds %j is broken when it gives no sign of life', async (held, owner) => {
  const file = lockFile(held);
  const waits: string[] = [];
  const options = { file, onWait: (name: string) => void waits.push(name), ...soon };
  expect(await withLock(options, async () => 'done')).toBe('done');
  expect(waits).toEqual([owner]);
  expect(readdirSync(join(file, '..'))).toEqual([]);
});

test('a lock that gives signs of life is waited for, on whatever host', async () => {
  const file = lockFile('77 another-host token\n');
  let touches = 0;
  const pulse = setInterval(() => {
    touches++;
    if (touches < 10) utimesSync(file, touches, touches);
    else rmSync(file, { force: true });
    if (touches === 10) clearInterval(pulse);
  }, 100);
  await withLock({ file, onWait: () => undefined, staleMilliseconds: 2000 }, async () => undefined);
  expect(touches).toBe(10);
});

test('the owner gives signs of life while it works longer than a lock may be silent', async () => {
  const file = lockFile();
  const order: string[] = [];
  const work = (name: string, milliseconds: number) => () =>
    new Promise<void>((done) => {
      order.push(`${name} starts`);
      setTimeout(() => done(void order.push(`${name} ends`)), milliseconds);
    });
  const options = { file, onWait: () => undefined, staleMilliseconds: 1000 };
  const first = withLock(options, work('first', 2500));
  await new Promise((done) => setTimeout(done, 50));
  await Promise.all([first, withLock(options, work('second', 0))]);
  expect(order).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
});

test('many that break the same dead lock run one after the other', async () => {
  const file = lockFile(DEAD_TEXT);
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, 5));
    running--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock({ file, onWait: () => undefined }, work)));
  expect(most).toBe(1);
  expect(readdirSync(join(file, '..'))).toEqual([]);
});

test('an abort ends the wait with its reason', async () => {
  const file = lockFile(`${process.pid} ${hostname()} token\n`);
  const controller = new AbortController();
  const onWait = (): void => controller.abort(new Error('enough'));
  await expect(withLock({ file, onWait, signal: controller.signal }, async () => undefined)).rejects.toThrow(
    'enough',
  );
  expect(readFileSync(file, 'utf8')).toContain('token');
});

test('where no lock can be made, the error is the system’s', async () => {
  const file = join(lockFile(''), 'below');
  await expect(withLock({ file, onWait: () => undefined }, async () => undefined)).rejects.toThrow(/ENOTDIR/);
  const folder = join(temporaryFolder(), 'install.lock');
  mkdirSync(folder);
  await expect(withLock({ file: folder, onWait: () => undefined }, async () => undefined)).rejects.toThrow(
    /EISDIR/,
  );
});

test('a process that died while it broke a lock stops nobody', async () => {
  const file = lockFile(DEAD_TEXT);
  writeFileSync(`${file}.breaking`, DEAD_TEXT);
  const done = await withLock({ file, onWait: () => undefined }, async () => 'done');
  expect(done).toBe('done');
  expect(readdirSync(join(file, '..'))).toEqual([]);
});
