// @ts-check
/** The judge: tfjs-core's and tfjs-node's own specs against the built engine. `node packages/tensorflow/judge/run.mjs --help` */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nameOf, notApplicableFiles, notApplicableSpecs } from './not-applicable.mjs';
import { runSuite } from './suite-process.mjs';
import { comparedWith, complaintsAboutList, judge } from './verdict.mjs';

const USAGE = `node packages/tensorflow/judge/run.mjs [options]

  --suite NAME      tfjsCore or tfjsNode only
  --filter TEXT     only the specs with TEXT in their full name
  --list-failures   the messages of each failure, and what the excluded specs answered
  --engine FILE     the built entry to judge (default: this package's dist/index.js)
  --json FILE       writes the result there
  --write-counts    writes counts.json: what must pass from now on
`;

/** @typedef {import('./verdict.mjs').Suite} Suite */

/** @type {Readonly<Record<Suite, { title: string, program: string }>>} */
const SUITES = {
  tfjsCore: { title: 'tfjs-core', program: 'tfjs-core-suite.mjs' },
  tfjsNode: { title: 'tfjs-node', program: 'tfjs-node-suite.mjs' },
};
const NAMES = /** @type {Suite[]} */ (Object.keys(SUITES));

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
/** @param {string} file @returns {any} */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    filter: { type: 'string' },
    'list-failures': { type: 'boolean', default: false },
    engine: { type: 'string', default: here('../dist/index.js') },
    json: { type: 'string' },
    'write-counts': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** @param {import('./jasmine-process.mjs').SpecResult} spec */
const sayFailure = ({ name, messages }) => {
  say(`  ${name}`);
  if (values['list-failures']) for (const message of messages) say(`      ${message.replaceAll('\n', ' ')}`);
};

async function main() {
  const { filter, suite } = values;
  if (suite !== undefined && !NAMES.some((name) => name === suite))
    throw new Error(`--suite ${suite}: no such suite; the suites are ${NAMES.join(', ')}.`);
  if (values['write-counts'] && (filter !== undefined || suite !== undefined))
    throw new Error('--write-counts needs a complete run; leave out --filter and --suite.');
  const engine = resolve(values.engine);
  if (!existsSync(engine)) throw new Error(`${engine} is not there; run npm run build first.`);

  /** @type {import('./verdict.mjs').Exclusion[]} */
  const exclusions = readJson(here('excluded.json'));
  const recorded = existsSync(here('counts.json')) ? readJson(here('counts.json')) : {};
  const problems = complaintsAboutList(exclusions);
  /** @type {Record<string, any>} */
  const result = { node: process.versions.node };
  for (const name of NAMES.filter((one) => suite === undefined || one === suite)) {
    const { title, program } = SUITES[name];
    const { specs, notApplicable, trouble, done, tensorflow, seconds } = await runSuite({
      program,
      engine,
      filter,
    });
    const complete = filter === undefined && done;
    const verdict = judge({ specs, complete, exclusions: exclusions.filter((one) => one.suite === name) });
    const { run, passed, failed, excluded, skipped } = verdict.counts;
    say(
      `${title}: run ${run}, passed ${passed}, failed ${failed}, excluded ${excluded}` +
        ` (${skipped} skip themselves; not applicable: ${notApplicable.length} specs` +
        ` and ${notApplicableFiles(name).length} files; ${seconds} s)`,
    );
    verdict.failures.forEach(sayFailure);
    if (values['list-failures'] && excluded > 0) {
      say('  and the excluded ones:');
      const names = new Set(exclusions.map(({ test }) => test));
      specs.filter((spec) => names.has(spec.name)).forEach(sayFailure);
    }
    problems.push(...trouble, ...verdict.complaints);
    for (const entry of notApplicableSpecs(name).map(nameOf))
      if (done && !notApplicable.includes(entry))
        problems.push(`No spec is "${entry}" or begins with it; take it out of not-applicable.json.`);
    if (complete && !values['write-counts'])
      problems.push(...comparedWith({ name: title, counts: verdict.counts, recorded: recorded[name] }));
    result.tensorflow ??= tensorflow;
    result[name] = { ...verdict.counts, failures: verdict.failures, seconds };
  }
  for (const problem of problems) say(problem);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ ...result, problems }, null, 2)}\n`);
  if (values['write-counts']) {
    const counts = Object.fromEntries(
      NAMES.map((name) => {
        const { run, passed, excluded } = result[name];
        return [name, { run, passed, excluded }];
      }),
    );
    const record = { ...counts, node: result.node, tensorflow: result.tensorflow };
    writeFileSync(here('counts.json'), `${JSON.stringify(record, null, 2)}\n`);
  }
  const failed = NAMES.some((name) => (result[name]?.failed ?? 0) > 0);
  process.exitCode = failed || problems.length > 0 ? 1 : 0;
}

if (values.help) say(USAGE);
else
  await main().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  });
