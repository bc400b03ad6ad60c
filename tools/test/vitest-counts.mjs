// Exact counts from vitest's JSON report.

/**
 * @param {{ report: any, code: number }} options the parsed report (undefined when vitest wrote none) and vitest's exit code
 * @returns {{ passed: number, failed: number }} a file that could not be loaded counts as one failure, and so does a
 *   run that failed without a failed test (an unhandled error, for example)
 */
export function vitestCounts({ report, code }) {
  const tests = (report?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const broken = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  ).length;
  const failed = tests.filter(({ status }) => status === 'failed').length + broken;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}
