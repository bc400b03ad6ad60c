// One line for each thing that was checked.

/** @returns `report(right, what, output)` says how it went, with the output of a failure; `failures()` counts them */
export function reporter() {
  let failed = 0;
  const report = (right, what, output = '') => {
    console.log(`${right ? 'ok  ' : 'FAIL'} ${what}`);
    if (!right) console.error(output.trim().replaceAll(/^/gm, '  '));
    failed += right ? 0 : 1;
    return right;
  };
  return { report, failures: () => failed };
}
