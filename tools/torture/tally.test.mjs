import { expect, test } from 'vitest';
import { Tally } from './tally.mjs';

const report = {
  counts: { Relu: [10, 4], Add: [5, 5] },
  leaks: [],
  resident: [400, 430],
  slowest: { milliseconds: 12.4, call: 'slow' },
};

test('counts of all shards are added up, kernel by kernel', () => {
  const tally = new Tally();
  tally.add(1, { calls: 15, report });
  tally.add(2, { calls: 15, report: { ...report, slowest: { milliseconds: 3, call: 'quick' } } });
  expect(tally.record()).toEqual({
    calls: 30,
    refused: 18,
    crashes: [],
    hangs: [],
    leaks: [],
    largestGrowthMiB: 30,
    slowestCall: { milliseconds: 12, call: 'slow' },
    kernels: { Add: { calls: 10, refused: 10 }, Relu: { calls: 20, refused: 8 } },
  });
  expect(tally.failures).toBe(0);
});

test('crashes, hangs, tensors left behind and a grown process are failures; an interruption is none', () => {
  const tally = new Tally();
  const fault = { how: 'SIGSEGV', call: 'last', errors: '' };
  tally.add(3, { calls: 2000, fault: { kind: 'crash', ...fault } });
  tally.add(4, { calls: 1000, fault: { kind: 'hang', ...fault } });
  tally.add(5, { calls: 500, fault: { kind: 'interrupted', ...fault } });
  tally.add(6, { calls: 15, report: { ...report, leaks: ['forgetful'], resident: [400, 900] } });
  const { calls, crashes, hangs, leaks } = tally.record();
  expect(calls).toBe(3515);
  expect(crashes).toEqual([{ seed: 3, ...fault }]);
  expect(hangs).toEqual([{ seed: 4, ...fault }]);
  expect(leaks).toEqual([
    { seed: 6, call: 'forgetful' },
    { seed: 6, call: 'grew from 400 to 900 MiB' },
  ]);
  expect(tally.failures).toBe(4);
});
