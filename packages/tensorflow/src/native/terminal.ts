import koffi from 'koffi';
import { isAlive, oneThreadAtATime } from './one-thread.ts';
import { KEPT_TERMINAL, knownProcessBlock, LOADING, processBlock } from './process-block.ts';

/** Runs `work` with what it writes to descriptor 2 sent nowhere. The caller has the lock `loading`. */
export function withoutTerminal(work: () => void): void {
  restore(processBlock());
  const libc = koffi.load('libc.so.6');
  const terminal = libc.func('int dup(int descriptor)')(2) as number;
  const nowhere = libc.func('int open(const char* path, int flags)')('/dev/null', 1) as number;
  try {
    if (terminal >= 0 && nowhere >= 0) {
      processBlock()[KEPT_TERMINAL] = BigInt(terminal + 1);
      libc.func('int dup2(int from, int to)')(nowhere, 2);
    }
    work();
  } finally {
    if (nowhere >= 0) libc.func('int close(int descriptor)')(nowhere);
    restore(processBlock());
  }
}

/** Gives descriptor 2 back where a worker was ended in {@link withoutTerminal}. */
export function mendTerminal(): void {
  const block = knownProcessBlock();
  const loading = block?.[LOADING] ?? 0n;
  if (block && loading !== 0n && !isAlive(loading)) oneThreadAtATime('loading', () => restore(block));
}

function restore(block: BigInt64Array): void {
  const terminal = Number(block[KEPT_TERMINAL]) - 1;
  if (terminal < 0) return;
  const libc = koffi.load('libc.so.6');
  libc.func('int dup2(int from, int to)')(terminal, 2);
  block[KEPT_TERMINAL] = 0n;
  libc.func('int close(int descriptor)')(terminal);
}
