import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Options of {@link withLock}. */
export interface LockOptions {
  /** The lock's file; its folder exists. */
  readonly file: string;
  /** Called once, with the owner, when another live process holds the lock. */
  readonly onWait: (owner: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** A lock whose owner gives no sign of life for so long is broken. @defaultValue 30000 */
  readonly staleMilliseconds?: number;
}

const POLL_MILLISECONDS = 200;
const BREAKING_MILLISECONDS = 2000;
const BREAKING_POLL_MILLISECONDS = 50;

/** What is seen of a lock that another holds. */
interface HeldLock {
  /** `pid`, `host` and a token; empty while it is being written, or when its owner died there. */
  readonly text: string;
  /** Changes with each sign of life. */
  readonly mark: string;
}

/**
 * Runs `work` while holding a lock file, so that two installs at once do not write the same folder.
 *
 * The owner touches the file while it works. A lock whose owner is gone (no such process on this host) or gives no sign of
 * life is broken; others are waited for.
 * @throws The signal's reason when it is aborted while waiting.
 */
export async function withLock<T>(options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { file, onWait, signal, staleMilliseconds = 30_000 } = options;
  const mine = `${process.pid} ${hostname()} ${randomUUID()}\n`;
  let told = false;
  let seen: (HeldLock & { readonly since: number }) | undefined;
  for (;;) {
    signal?.throwIfAborted();
    if (await create(file, mine)) break;
    const held = await look(file);
    if (held === undefined) continue;
    if (seen?.mark !== held.mark) seen = { ...held, since: performance.now() };
    const silent = performance.now() - seen.since;
    const [pid = '', host = ''] = held.text.split(' ');
    const gone = host === hostname() && !isAlive(Number(pid));
    if (gone || silent > staleMilliseconds) {
      await breakLock(file, held);
      seen = undefined;
      continue;
    }
    if (!told) onWait(nameOf(pid, host));
    told = true;
    await sleep(POLL_MILLISECONDS);
  }
  const pulse = setInterval(() => {
    const now = new Date();
    void utimes(file, now, now).catch(() => undefined);
  }, staleMilliseconds / 10);
  try {
    return await work();
  } finally {
    clearInterval(pulse);
    if ((await readFile(file, 'utf8').catch(() => '')) === mine) await unlink(file).catch(() => undefined);
  }
}

function nameOf(pid: string, host: string): string {
  if (host === '') return 'another process';
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    const lock = await open(file, 'wx');
    try {
      await lock.writeFile(text);
    } catch (error) {
      await unlink(file).catch(() => undefined); // a full disk
      throw error;
    } finally {
      await lock.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function look(file: string): Promise<HeldLock | undefined> {
  try {
    const { ino, mtimeMs } = await stat(file);
    return { text: (await readFile(file, 'utf8')).trim(), mark: `${ino} ${mtimeMs}` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // given back meanwhile
    throw error;
  }
}

/**
 * Takes a dead owner's lock away, unless it is another by now. One at a time: otherwise two could see the dead lock, one
 * take it away and make its own, and the other take that.
 */
async function breakLock(file: string, held: HeldLock): Promise<void> {
  const breaking = `${file}.breaking`;
  if (!(await create(breaking, `${process.pid} ${hostname()}\n`))) {
    // Breaking takes milliseconds: one that was seen before and is still there was left by a process that died in it.
    const other = await look(breaking);
    for (let waited = 0; waited < BREAKING_MILLISECONDS; waited += BREAKING_POLL_MILLISECONDS) {
      await sleep(BREAKING_POLL_MILLISECONDS);
      if (other === undefined || (await look(breaking))?.mark !== other.mark) return;
    }
    await rm(breaking, { force: true });
    return;
  }
  try {
    const now = await look(file);
    if (now?.text === held.text && now.mark === held.mark) await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
