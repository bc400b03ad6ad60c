import { expect, test } from 'vitest';
import { keepFreedMemory } from './allocator.ts';

test('glibc is told to keep freed memory, unless the user told it something else', () => {
  expect(keepFreedMemory({})).toBe(process.platform === 'linux');
  expect(keepFreedMemory({ MALLOC_MMAP_THRESHOLD_: '65536' })).toBe(false);
  expect(keepFreedMemory({ MALLOC_TRIM_THRESHOLD_: '65536' })).toBe(false);
  expect(keepFreedMemory({ GLIBC_TUNABLES: 'glibc.malloc.mmap_threshold=65536' })).toBe(false);
});
