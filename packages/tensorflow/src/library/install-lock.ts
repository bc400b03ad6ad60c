import { open, readFile, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../engine-error.ts';

const POLL_MILLISECONDS = 250;

/** Options of {@link withLock}. */
export interface LockOptions {
  /** The lock's file; its folder exists. */
  readonly file: string;
  /** Called once when another live process holds the lock. */
  readonly onWait: (owner: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while holding a lock file, so that two installs at once do not write the same folder.
 *
 * A lock whose owner is gone (no such process on this host) is broken. Others are waited for.
 */
export async function withLock<T>(options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { file, onWait, signal } = options;
  const mine = `${process.pid} ${hostname()}\n`;
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const lock = await open(file, 'wx');
      await lock.writeFile(mine);
      await lock.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await liveOwner(file);
    if (owner === undefined) continue;
    if (!told) onWait(owner);
    told = true;
    await sleep(POLL_MILLISECONDS, undefined, signal ? { signal } : {});
  }
  try {
    return await work();
  } finally {
    if ((await readFile(file, 'utf8').catch(() => '')) === mine) await unlink(file).catch(() => undefined);
  }
}

/** Process id of the lock's live owner; a stale lock is removed and answers undefined. */
async function liveOwner(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid = '', host = ''] = text.trim().split(' ');
  // An empty file is a lock just being written.
  if (text === '') {
    await sleep(POLL_MILLISECONDS);
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== '') return undefined;
  } else if (host !== hostname()) {
    throw new EngineError(
      'INSTALL_FAILED',
      `The cache is locked by process ${pid} on ${host} (${file}); wait for it, or delete the file if that machine is gone.`,
    );
  } else if (isAlive(Number(pid))) return Number(pid);
  await unlink(file).catch(() => undefined);
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
