import koffi from 'koffi';

/** glibc's numbers of the two settings (malloc.h). */
const M_TRIM_THRESHOLD = -1;
const M_MMAP_THRESHOLD = -3;

/** Bytes of the largest block that comes from the heap; glibc takes no more than this. */
const LARGEST_HEAP_BLOCK = 2 ** 25;
/** Freed bytes at the end of the heap that stay with the process. */
const KEPT_BYTES = 2 ** 28;

/**
 * Lets glibc keep what tensors leave free. By itself it asks the system for each block of a few megabytes anew, and the
 * system clears every page: that took three times as long as copying the values of a 4 MB tensor.
 *
 * Nothing is changed where the user has told glibc otherwise, or the C library is another one.
 */
export function keepFreedMemory(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform !== 'linux') return false;
  const { GLIBC_TUNABLES = '', MALLOC_MMAP_THRESHOLD_, MALLOC_TRIM_THRESHOLD_ } = environment;
  const told = MALLOC_MMAP_THRESHOLD_ ?? MALLOC_TRIM_THRESHOLD_;
  if (told !== undefined || GLIBC_TUNABLES.includes('glibc.malloc.')) return false;
  try {
    const mallopt = koffi.load('libc.so.6').func('int mallopt(int setting, int value)') as (
      setting: number,
      value: number,
    ) => number;
    return mallopt(M_MMAP_THRESHOLD, LARGEST_HEAP_BLOCK) === 1 && mallopt(M_TRIM_THRESHOLD, KEPT_BYTES) === 1;
  } catch {
    return false; // another C library
  }
}
