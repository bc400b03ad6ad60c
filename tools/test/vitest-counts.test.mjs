import { expect, test } from 'vitest';
import { vitestCounts } from './vitest-counts.mjs';

const file = (status, ...tests) => ({
  status,
  assertionResults: tests.map((result) => ({ status: result })),
});

test('counts tests', () => {
  const report = {
    testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed', 'passed')],
  };
  expect(vitestCounts({ report, code: 1 })).toEqual({ passed: 3, failed: 1 });
});

test('a file that could not be loaded is one failure', () => {
  const report = { testResults: [file('passed', 'passed'), file('failed')] };
  expect(vitestCounts({ report, code: 1 })).toEqual({ passed: 1, failed: 1 });
});

test('an exit code without a failed test is one failure', () => {
  expect(vitestCounts({ report: { testResults: [file('passed', 'passed')] }, code: 1 })).toEqual({
    passed: 1,
    failed: 1,
  });
});

test('a run without a report is one failure', () => {
  expect(vitestCounts({ report: undefined, code: 134 })).toEqual({ passed: 0, failed: 1 });
});
