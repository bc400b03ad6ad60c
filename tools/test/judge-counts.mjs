// Counts from the report that packages/tensorflow/judge/run.mjs writes with `--json`.

/**
 * @param {{ report: any, code: number }} options the parsed report (undefined when the judge wrote none) and its exit code
 * @returns {{ passed: number, failed: number }} a complaint that is no spec's (a stale exclusion, fewer passed than recorded)
 *   counts as one failure
 */
export function judgeCounts({ report, code }) {
  const suites = [report?.tfjsCore, report?.tfjsNode].filter((suite) => suite !== undefined);
  const sum = (field) => suites.reduce((total, suite) => total + suite[field], 0);
  const failed = sum('failed') + (report?.problems.length ?? 0);
  return { passed: sum('passed'), failed: failed === 0 && code !== 0 ? 1 : failed };
}
