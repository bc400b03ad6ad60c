import koffi from 'koffi';
import type { Pointer } from './c-api.ts';
import { nativeWords, wordsAt } from './process-block.ts';

/** Words of a ledger: address of the next thread's ledger. */
export const NEXT_LEDGER = 0;
/** The system's id of the thread whose ledger it is. */
export const OWNER = 1;
/** Node's id of that thread. */
export const OWNER_ID = 2;

const ENTRIES_USED = 3;
const RELEASE_OUTPUTS = 4;
const OUTPUTS = 5;
const MAX_OUTPUTS = 1019;
const ENTRIES = OUTPUTS + MAX_OUTPUTS;
/** Objects of one thread; what is beyond them is not given back when the thread is ended. */
const MAX_ENTRIES = 2 ** 20;
const WORDS = ENTRIES + 2 * MAX_ENTRIES;

/**
 * What a thread has natively and has not given back, in memory that outlives the thread: `worker.terminate()` ends a thread
 * without running any more of its JavaScript, so that another thread has to give its objects back.
 *
 * Each entry is an object and the address of the C function that frees it. An object is taken out before it is freed: a
 * thread that is ended in between loses it, and nobody frees it twice.
 */
export class HandleLedger {
  /** Where it is in native memory. */
  readonly address: bigint;
  /** Outputs of the op that is running, which no entry knows yet. */
  readonly outputs: BigUint64Array;
  readonly #words: BigInt64Array;
  readonly #places = new Map<Pointer, number>();
  readonly #free: number[] = [];
  #used = 0;

  /**
   * @param owner - the system's id of the thread, and Node's
   * @param releaseOutput - address of the C function that frees an op's output
   */
  constructor(owner: { readonly thread: bigint; readonly id: number }, releaseOutput: Pointer) {
    const { address, words } = nativeWords(WORDS);
    this.address = address;
    this.#words = words;
    this.outputs = new BigUint64Array(words.buffer, OUTPUTS * 8, MAX_OUTPUTS);
    words[OWNER] = owner.thread;
    words[OWNER_ID] = BigInt(owner.id);
    words[RELEASE_OUTPUTS] = releaseOutput;
  }

  /** Notes a new object and the address of the C function that frees it. */
  add(object: Pointer, release: Pointer): void {
    const place = this.#free.pop() ?? this.#used++;
    if (place >= MAX_ENTRIES) return;
    this.#places.set(object, place);
    const at = ENTRIES + 2 * place;
    this.#words[at + 1] = release;
    this.#words[at] = object;
    this.#words[ENTRIES_USED] = BigInt(Math.min(this.#used, MAX_ENTRIES));
  }

  /** Forgets an object that is about to be freed. */
  remove(object: Pointer): void {
    const place = this.#places.get(object);
    if (place === undefined) return;
    this.#words[ENTRIES + 2 * place] = 0n;
    this.#places.delete(object);
    this.#free.push(place);
  }
}

/** The ledger's head as words: {@link NEXT_LEDGER}, {@link OWNER}, {@link OWNER_ID}. */
export function ledgerAt(address: bigint): BigInt64Array {
  return wordsAt(address, WORDS);
}

/** Frees all that an ended thread's ledger still has, the youngest first, and the ledger. Answers how many objects. */
export function releaseLedger(address: bigint): number {
  const words = ledgerAt(address);
  const call = koffi.proto('void', ['void*']);
  const released = new Set<bigint>();
  const release = (object: bigint, by: bigint): void => {
    if (object === 0n || released.has(object)) return;
    released.add(object);
    koffi.call(by, call, object);
  };
  for (let at = OUTPUTS; at < OUTPUTS + MAX_OUTPUTS; at++)
    release(words[at] ?? 0n, words[RELEASE_OUTPUTS] ?? 0n);
  for (let place = Number(words[ENTRIES_USED]) - 1; place >= 0; place--)
    release(words[ENTRIES + 2 * place] ?? 0n, words[ENTRIES + 2 * place + 1] ?? 0n);
  koffi.load('libc.so.6').func('void free(void* memory)')(address);
  return released.size;
}
