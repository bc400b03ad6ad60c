// One set-up at a time in a checkout. The lock is a file that says who holds it; a holder that was killed is recognised.
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  linkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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

/** Takes a stale lock away, unless somebody else was faster. */
const takeAway = async (file, text) => {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const mine = read(aside) === text;
  if (!mine) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
  if (!mine) return;
  // What a killed set-up was running may still be writing.
  const child = parse(text)?.child;
  if (child === undefined || !isRunning(child)) return;
  endGroup(child.pid, 'SIGKILL');
  for (let tries = 0; tries < 50 && isRunning(child); tries++) await sleep(20);
};

/**
 * Waits for the lock and takes it.
 * @param {{ file: string, signal?: AbortSignal, onWait?: (holder: { pid: number, host: string } | undefined) => void }} options
 *   `onWait` is called once when another set-up holds it
 * @returns {Promise<{ release(): void, watch(pid: number | undefined): void }>} `watch` notes the child process at work
 */
export async function takeLock({ file, signal, onWait }) {
  mkdirSync(dirname(file), { recursive: true });
  const me = { pid: process.pid, started: startTime(process.pid), host: hostname() };
  let waited = false;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(me), { flag: 'wx' });
      break;
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
      if (parse(read(file) ?? '')?.pid === process.pid) rmSync(file, { force: true });
    },
    watch(pid) {
      const child = pid === undefined ? undefined : { pid, started: startTime(pid) };
      const next = `${file}.${process.pid}`;
      writeFileSync(next, JSON.stringify({ ...me, child }));
      renameSync(next, file);
    },
  };
}
