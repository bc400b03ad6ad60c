import { isMainThread, threadId, type Worker } from 'node:worker_threads';
import type { CApi } from './c-api.ts';
import { HandleLedger, ledgerAt, NEXT_LEDGER, OWNER, OWNER_ID, releaseLedger } from './handle-ledger.ts';
import { isAlive, oneThreadAtATime } from './one-thread.ts';
import { FIRST_LEDGER, knownProcessBlock, ownThread, processBlock } from './process-block.ts';
import { endApi, recordedApi } from './recorded-api.ts';
import { mendTerminal } from './terminal.ts';

/**
 * The C library as the calling thread has it: what a worker makes is freed when it ends, however it ends. What the main
 * thread makes ends with the process.
 *
 * A worker that ends by itself, by `process.exit()` or by an error frees it in the process event `exit`. One that is
 * terminated runs no more JavaScript: {@link releaseEndedThreads} frees it in another thread.
 */
export function threadApi(api: CApi): CApi {
  if (isMainThread || process.platform !== 'linux') return api;
  releaseEndedThreads();
  const owner = { thread: ownThread(), id: threadId };
  const ledger = new HandleLedger(owner, api.addressOf('TFE_DeleteTensorHandle'));
  oneThreadAtATime('listing', () => {
    const block = processBlock();
    ledgerAt(ledger.address)[NEXT_LEDGER] = block[FIRST_LEDGER] ?? 0n;
    block[FIRST_LEDGER] = ledger.address;
  });
  const recorded = recordedApi(api, ledger);
  process.once('exit', () => {
    endApi(recorded);
    oneThreadAtATime('listing', () => takeLedgers((_words, address) => address === ledger.address));
    releaseLedger(ledger.address);
  });
  return recorded;
}

/**
 * Frees what worker threads left behind that were ended without a chance to do it themselves.
 * @param ended - Node's id of a thread that has just ended: the system may not have removed it yet
 * @returns how many native objects
 */
export function releaseEndedThreads(ended?: number): number {
  if (process.platform !== 'linux' || !knownProcessBlock()) return 0;
  mendTerminal();
  const taken = oneThreadAtATime('listing', () =>
    takeLedgers((words) => {
      const [owner = 0n, id] = [words[OWNER], Number(words[OWNER_ID])];
      // The system gives a thread's id again when it is free; Node does not.
      return id === ended || (owner === ownThread() ? id !== threadId : !isAlive(owner));
    }),
  );
  return taken.reduce((sum, address) => sum + releaseLedger(address), 0);
}

/** Frees what workers that this thread starts leave behind, as soon as they have ended. */
export function watchWorkers(): void {
  process.on('worker', (worker: Worker) => {
    const { threadId: id } = worker;
    worker.once('exit', () => releaseEndedThreads(id));
  });
}

/** Takes the ledgers that `which` chooses out of the process's list; the caller has the lock `listing`. */
function takeLedgers(which: (words: BigInt64Array, address: bigint) => boolean): bigint[] {
  const taken: bigint[] = [];
  let [holder, place] = [processBlock(), FIRST_LEDGER];
  for (let address = holder[place] ?? 0n; address !== 0n; address = holder[place] ?? 0n) {
    const words = ledgerAt(address);
    if (which(words, address)) {
      holder[place] = words[NEXT_LEDGER] ?? 0n;
      taken.push(address);
    } else [holder, place] = [words, NEXT_LEDGER];
  }
  return taken;
}
