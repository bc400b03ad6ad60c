import koffi from 'koffi';

/**
 * Runs `work` while no other thread of this process runs it: workers that load the library at once would take each
 * other's descriptor 2 for the terminal's.
 *
 * The lock is that of the C library's `stdin` stream, which Node never uses: it is the same one in every worker.
 */
export function oneThreadAtATime<T>(work: () => T): T {
  const libc = koffi.load('libc.so.6');
  const stream: unknown = koffi.decode(libc.symbol('stdin'), 'void *');
  libc.func('void flockfile(void* stream)')(stream);
  try {
    return work();
  } finally {
    libc.func('void funlockfile(void* stream)')(stream);
  }
}
