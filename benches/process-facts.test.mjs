import { expect, test } from 'vitest';
import { busySeconds, kilobytesLine, processorSeconds } from './process-facts.mjs';

test('memory is read in bytes, and a missing line is undefined', () => {
  const status = 'Name:\tpython\nVmPeak:\t 9000 kB\nVmHWM:\t   120 kB\nVmRSS:\t    80 kB\n';
  expect([kilobytesLine(status, 'VmHWM'), kilobytesLine(status, 'VmRSS')]).toEqual([122_880, 81_920]);
  expect(kilobytesLine(status, 'VmSwap')).toBeUndefined();
  expect(kilobytesLine(undefined, 'VmHWM')).toBeUndefined();
});

test('processor time of a process, whose name may hold spaces and brackets', () => {
  const stat = '42 (node (a) b) S 1 2 3 4 5 6 7 8 9 10 250 150 0 0 20 0 11';
  expect(processorSeconds(stat)).toBe(4);
  expect(processorSeconds(undefined)).toBeUndefined();
});

test('processors are busy when they neither idle nor wait for a disk', () => {
  expect(busySeconds('cpu  100 20 30 9999 888 5 6 7 50 0\ncpu0 1 2 3\n')).toBeCloseTo(1.68, 9);
  expect(busySeconds('')).toBeUndefined();
});
