import { expect, test } from 'vitest';
import { judgeCounts } from './judge-counts.mjs';

const report = (problems, failed = 0) => ({
  tfjsCore: { passed: 40, failed },
  tfjsNode: { passed: 2, failed: 0 },
  problems,
});

test('adds the suites up', () => {
  expect(judgeCounts({ report: report([], 3), code: 1 })).toEqual({ passed: 42, failed: 3 });
});

test('a complaint is a failure', () => {
  expect(judgeCounts({ report: report(['The excluded spec "x" passes.']), code: 1 })).toEqual({
    passed: 42,
    failed: 1,
  });
});

test('a judge without a report is one failure', () => {
  expect(judgeCounts({ report: undefined, code: 2 })).toEqual({ passed: 0, failed: 1 });
});

test('an exit code without a failed spec is one failure', () => {
  expect(judgeCounts({ report: report([]), code: 1 })).toEqual({ passed: 42, failed: 1 });
});
