// @ts-check
/** Holds what a suite answered against the list of exclusions and against the counts of last time. */

/** tfjs-node leaves out about 110 names; we leave out no more than this many specs. */
export const MOST_EXCLUSIONS = 30;

/**
 * @typedef {import('./jasmine-process.mjs').SpecResult} SpecResult
 * @typedef {'tfjsCore' | 'tfjsNode'} Suite
 *
 * @typedef {object} Exclusion
 * @property {Suite} suite
 * @property {string} test the spec's full name
 * @property {string} reason why our answer differs, and why it stays so
 * @property {boolean} [unsteady] true where the spec passes in some runs, by no merit or fault of the engine
 *
 * @typedef {object} Counts
 * @property {number} run that ran: passed, failed and excluded
 * @property {number} passed
 * @property {number} excluded
 *
 * @typedef {object} Verdict
 * @property {Counts & { failed: number, skipped: number }} counts
 * @property {SpecResult[]} failures
 * @property {string[]} complaints what else makes the judge fail
 */

/** @param {Exclusion[]} exclusions @returns {string[]} what is wrong with the list itself */
export function complaintsAboutList(exclusions) {
  const complaints = exclusions
    .filter(({ suite, test, reason }) => !suite || !test || !reason || reason.length < 20)
    .map(({ test }) => `The exclusion "${test}" needs a suite, a test and a reason in a sentence.`);
  if (exclusions.length > MOST_EXCLUSIONS)
    complaints.push(
      `excluded.json has ${exclusions.length} exclusions, and at most ${MOST_EXCLUSIONS} are allowed; mend kernels.`,
    );
  return complaints;
}

/**
 * @param {{ specs: SpecResult[], exclusions: Exclusion[], complete: boolean }} options `exclusions` of this suite only;
 *   `complete` is false where not all specs ran
 * @returns {Verdict}
 */
export function judge({ specs, exclusions, complete }) {
  const excluded = new Map(exclusions.map(({ test, unsteady = false }) => [test, unsteady]));
  const ran = specs.filter(({ status }) => status !== 'skipped');
  const failures = ran.filter(({ name, status }) => status === 'failed' && !excluded.has(name));
  /** @type {string[]} */
  const complaints = [];
  for (const [test, unsteady] of excluded) {
    const matches = ran.filter(({ name }) => name === test);
    if (matches.length === 0 && complete)
      complaints.push(`No spec has the excluded name "${test}"; take it out of excluded.json.`);
    if (!unsteady && matches.some(({ status }) => status === 'passed'))
      complaints.push(`The excluded spec "${test}" passes; take it out of excluded.json.`);
  }
  const count = (/** @type {(spec: SpecResult) => boolean} */ which) => ran.filter(which).length;
  return {
    counts: {
      run: ran.length,
      passed: count(({ name, status }) => status === 'passed' && !excluded.has(name)),
      failed: failures.length,
      excluded: count(({ name }) => excluded.has(name)),
      skipped: specs.length - ran.length,
    },
    failures,
    complaints,
  };
}

/**
 * @param {{ name: string, counts: Counts, recorded: Counts | undefined }} options
 * @returns {string[]} one sentence where the counts are not those of counts.json, which the READMEs quote
 */
export function comparedWith({ name, counts, recorded }) {
  const say = (/** @type {Counts} */ { run, passed, excluded }) =>
    `${run} run, ${passed} passed, ${excluded} excluded`;
  return recorded !== undefined && say(counts) !== say(recorded)
    ? [
        `${name}: ${say(counts)}, and counts.json says ${say(recorded)}; where the new counts are right, run the judge with --write-counts.`,
      ]
    : [];
}
