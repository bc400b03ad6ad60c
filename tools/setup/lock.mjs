// One set-up at a time in a checkout. The lock is a file that says who holds it; a holder that was killed is recognised.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup, isRunning, startTime } from './processes.mjs';

/** A holder on another machine (a shared folder) refreshes its lock this often, and counts as gone after SILENCE_MS. */
const REFRESH_MS = 5_000;
const SILENCE_MS = 60_000;

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const parse = (text) => {
  try {
    const holder = JSON.parse(text);
    return Number.isInteger(holder.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
};

const isStale = (file, text) => {
  const holder = parse(text);
  // Written in one go, but a power cut may leave an empty file.
  if (holder === undefined || holder.host !== hostname()) {
    const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    return modified !== undefined && Date.now() - modified > (holder === undefined ? REFRESH_MS : SILENCE_MS);
  }
  return !isRunning(holder);
};

/** What a lock says: no two ever say the same. */
const identity = () =>
  JSON.stringify({
    pid: process.pid,
    started: startTime(process.pid),
    host: hostname(),
    id: randomUUID(),
  });

/**
 * Asks for the right to take this very lock away. It is a file named after what the lock says, and only one can make it;
 * where its owner was killed, the right to that right is asked for in the same way.
 * @returns {string[] | undefined} the files that are the right; undefined where another has it
 */
const askRight = (file, text) => {
  const right = `${file}.over-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  try {
    writeFileSync(right, identity(), { flag: 'wx' });
    return [right];
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = read(right);
  if (owner === undefined || !isStale(right, owner)) return undefined;
  const rights = askRight(right, owner);
  return rights && [right, ...rights];
};

/** What a killed set-up was running may still be writing. */
const endChild = async (text) => {
  const child = parse(text)?.child;
  if (child === undefined || !isRunning(child)) return;
  endGroup(child.pid, 'SIGKILL');
  for (let tries = 0; tries < 50 && isRunning(child); tries++) await sleep(20);
};

/**
 * Takes a stale lock away, unless somebody else was faster. Nobody but the owner of the right removes a lock that is not
 * their own, and a name that was never vacant cannot have been taken by another: so it is still that lock when it goes.
 */
export const takeAway = async (file, text) => {
  const rights = askRight(file, text);
  if (rights === undefined) return void (await sleep(20));
  try {
    if (read(file) !== text || !isStale(file, text)) return;
    await endChild(text);
    rmSync(file, { force: true });
  } finally {
    // Only now: whoever still has the old text in hand gets a right to nothing.
    for (const right of rights) rmSync(right, { force: true });
  }
};

/**
 * Waits for the lock and takes it.
 * @param {{ file: string, signal?: AbortSignal, onWait?: (holder: { pid: number, host: string } | undefined) => void }} options
 *   `onWait` is called once when another set-up holds it
 * @returns {Promise<{ release(): void, watch(pid: number | undefined): void }>} `watch` notes the child process at work
 */
export async function takeLock({ file, signal, onWait }) {
  mkdirSync(dirname(file), { recursive: true });
  const me = identity();
  let waited = false;
  for (;;) {
    try {
      writeFileSync(file, me, { flag: 'wx' });
      if (read(file) === me) break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const text = read(file);
    if (text === undefined) continue;
    if (isStale(file, text)) {
      await takeAway(file, text);
      continue;
    }
    if (!waited) onWait?.(parse(text));
    waited = true;
    await sleep(200, undefined, { signal });
  }
  const { id } = JSON.parse(me);
  const isMine = () => parse(read(file) ?? '')?.id === id;
  const refresh = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Deleted by hand: nothing to refresh.
    }
  }, REFRESH_MS);
  refresh.unref();
  return {
    release() {
      clearInterval(refresh);
      if (isMine()) rmSync(file, { force: true });
    },
    watch(pid) {
      if (!isMine()) return;
      const child = pid === undefined ? undefined : { pid, started: startTime(pid) };
      const next = `${file}.${process.pid}`;
      writeFileSync(next, JSON.stringify({ ...JSON.parse(me), child }));
      renameSync(next, file);
    },
  };
}
