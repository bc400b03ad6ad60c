import { existsSync } from 'node:fs';
import { LISTING, LOADING, ownThread, pause, processBlock } from './process-block.ts';

/** What threads do one after another: load the library, or work on the list of ledgers. */
export type Lock = 'loading' | 'listing';

const LOCKS: Readonly<Record<Lock, number>> = { loading: LOADING, listing: LISTING };

/**
 * Runs `work` while no other thread of this process runs work of the same kind.
 *
 * A worker that is ended amid its work runs no `finally`: the next thread takes its lock over.
 */
export function oneThreadAtATime<T>(kind: Lock, work: () => T): T {
  const block = processBlock();
  const lock = LOCKS[kind];
  const self = ownThread();
  for (;;) {
    const owner = Atomics.compareExchange(block, lock, 0n, self);
    // The system may give a dead thread's id to a new one.
    if (owner === 0n || owner === self) break;
    if (!isAlive(owner) && Atomics.compareExchange(block, lock, owner, self) === owner) break;
    pause();
  }
  try {
    return work();
  } finally {
    Atomics.store(block, lock, 0n);
  }
}

/** Whether the process still has the thread. */
export function isAlive(thread: bigint): boolean {
  return existsSync(`/proc/self/task/${thread}`) || !existsSync(`/proc/self/task/${ownThread()}`);
}
