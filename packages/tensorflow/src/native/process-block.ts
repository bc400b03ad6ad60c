import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import koffi from 'koffi';

/** Words of 64 bits in the block: the system's id of the thread that loads the library, or 0. */
export const LOADING = 0;
/** The system's id of the thread that works on the list of ledgers, or 0. */
export const LISTING = 1;
/** Where descriptor 2 is kept while it points elsewhere, plus 1; or 0. */
export const KEPT_TERMINAL = 2;
/** Address of the first thread's ledger, or 0. */
export const FIRST_LEDGER = 3;

const WORDS = 8;
/** The number is that of the layout: several versions of this package may run in one process. */
const NAME = 'skipjack-engine-1';
const TRIES = 200;

let block: BigInt64Array | undefined;
let self: bigint | undefined;

/** The system's id of the calling thread. */
export function ownThread(): bigint {
  return (self ??= BigInt(basename(readlinkSync('/proc/thread-self'))));
}

/** A moment of sleep. */
export function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

/**
 * A few words of native memory that are the same in every thread of the process, of all that import this package.
 *
 * Node gives threads that do not know each other no common memory, and memory of a worker goes when it is ended. So the
 * block is the C library's (it lives as long as the process), and its address stands where every thread can read it and
 * no child process inherits it: in the process's list of translation domains (`bindtextdomain`).
 */
export function processBlock(): BigInt64Array {
  return (block ??= findBlock() ?? makeBlock());
}

/** The block, unless no thread has made it yet. */
export function knownProcessBlock(): BigInt64Array | undefined {
  return (block ??= findBlock());
}

/** Zeroed memory of the C library, as words; the system gives it pages where it is written. */
export function nativeWords(words: number): { readonly address: bigint; readonly words: BigInt64Array } {
  const address = koffi.load('libc.so.6').func('void* calloc(size_t count, size_t bytes)')(words, 8) as
    | bigint
    | null;
  if (address === null) throw new Error(`The system has no ${words * 8} bytes of memory left.`);
  return { address, words: wordsAt(address, words) };
}

/** Native memory as words. */
export function wordsAt(address: bigint, words: number): BigInt64Array {
  return new BigInt64Array(koffi.view(address, words * 8));
}

const domain = (folder: string | null): string | null =>
  koffi.load('libc.so.6').func('const char* bindtextdomain(const char* domain, const char* folder)')(
    NAME,
    folder,
  ) as string | null;

function findBlock(): BigInt64Array | undefined {
  const [, address] = /^\/([0-9a-f]+)$/.exec(domain(null) ?? '') ?? [];
  return address === undefined ? undefined : wordsAt(BigInt(`0x${address}`), WORDS);
}

/** Two threads that make it at once would have two. The lock is that of `stdin`'s stream, which Node never uses. */
function makeBlock(): BigInt64Array {
  const libc = koffi.load('libc.so.6');
  const stream: unknown = koffi.decode(libc.symbol('stdin'), 'void *');
  const tryLock = libc.func('int ftrylockfile(void* stream)');
  // Held for microseconds; longer only by a worker that was ended in them, which gives it back to nobody.
  let locked = false;
  for (let tries = 0; !locked && tries < TRIES; tries++) {
    locked = tryLock(stream) === 0;
    if (!locked) pause();
  }
  try {
    const known = findBlock();
    if (known) return known;
    const { address, words } = nativeWords(WORDS);
    domain(`/${address.toString(16)}`);
    return words;
  } finally {
    if (locked) libc.func('void funlockfile(void* stream)')(stream);
  }
}
