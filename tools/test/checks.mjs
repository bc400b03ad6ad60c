// Every check of `npm test`, in the order of its cost.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findChromium } from '../browser/chromium.mjs';
import { ROOT, privateFolder } from '../setup/workspace.mjs';
import { judgeCounts } from './judge-counts.mjs';
import { OTHER_NODES, otherNode, whyNoOtherNode } from './other-node.mjs';
import { vitestCounts } from './vitest-counts.mjs';

const modules = (...path) => join(ROOT, 'node_modules', ...path);

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {string} [note] why nothing ran, or what went wrong
 *
 * @typedef {object} Context
 * @property {(command: string, args: string[]) => Promise<{ code: number, output: string }>} quietly shows the output of a failure only
 * @property {(command: string, args: string[]) => Promise<{ code: number }>} openly shows the output as it comes
 * @property {string[]} failedSteps of set-up
 *
 * @typedef {{ name: string, what: string, run(context: Context): Promise<Outcome> }} Check
 */

const outcome = ({ code, output = '' }) =>
  code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, note: output.trim() };

/** @returns {Check} a command that passes with exit code 0 */
const command = (name, what, args) => ({
  name,
  what,
  run: async ({ quietly }) => outcome(await quietly(process.execPath, args)),
});

/** @returns {Check} a step of set-up that has run already */
const step = (name, what) => ({
  name,
  what,
  run: async ({ failedSteps }) =>
    failedSteps.includes(name)
      ? { passed: 0, failed: 1, note: 'see set-up above' }
      : { passed: 1, failed: 0 },
});

const runVitest = async ({ openly }, { node, name, args }) => {
  const file = join(privateFolder(), 'reports', `${name}.json`);
  rmSync(file, { force: true });
  const { code } = await openly(node, [
    modules('vitest', 'vitest.mjs'),
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return vitestCounts({
    report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined,
    code,
  });
};

/** tfjs-core's and tfjs-node's own specs against the built engine, counted spec by spec. */
const runJudge = async ({ openly }, { node, name }) => {
  const file = join(privateFolder(), 'reports', `${name}.json`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const { code } = await openly(node, ['packages/tensorflow/judge/run.mjs', '--json', file]);
  return judgeCounts({
    report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined,
    code,
  });
};

/** @returns {Check} one vitest project, counted test by test */
const tests = (name, what, { project = name, mayBeEmpty = false } = {}) => ({
  name,
  what,
  run: (context) =>
    runVitest(context, {
      node: process.execPath,
      name,
      args: ['--project', project, ...(mayBeEmpty ? ['--passWithNoTests'] : [])],
    }),
});

/** What of the engine depends on Node; the kernels, which the judge calls, do not. */
const NODE_PARTS = [
  ...['backend', 'native-types', 'engine', 'random', 'eager', 'images', 'io', 'native', 'saved-model'],
  ...['summary', 'tfjs-node', 'gradients'],
];

/** @returns {Check} the engine's tests and the judge on another Node */
const engineOn = (version) => {
  const name = `node${version.split('.')[0]}`;
  return {
    name,
    what: `engine tests and the judge on Node ${version}`,
    async run(context) {
      const reason = whyNoOtherNode();
      if (reason !== undefined) return { passed: 0, failed: 0, note: `skipped: ${reason}` };
      const npm = async (args) => {
        const { code, output } = await context.quietly('npm', args);
        if (code !== 0) throw new Error(output.trim());
      };
      const node = await otherNode({ version, run: npm });
      const own = await runVitest(context, {
        node,
        name,
        args: [
          ...['--project', 'unit', '--project', 'slow'],
          ...NODE_PARTS.map((part) => `packages/tensorflow/src/${part}`),
          'packages/tensorflow/test/worker-threads.test.ts',
        ],
      });
      const judged = await runJudge(context, { node, name: `${name}-judge` });
      return { passed: own.passed + judged.passed, failed: own.failed + judged.failed };
    },
  };
};

/** @type {ReadonlyArray<Check>} */
export const CHECKS = [
  command('format', 'oxfmt', [modules('oxfmt', 'bin', 'oxfmt'), '--check', '.']),
  command('lint', 'oxlint', [modules('oxlint', 'bin', 'oxlint')]),
  command('types', 'tsc on all sources and tests', [
    modules('typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.json',
  ]),
  command('boundaries', 'who imports whom', ['tools/boundaries.mjs', '--no-setup']),
  step('build', 'tsc of every package'),
  step('engine', 'the TensorFlow library is there'),
  tests('tools', 'tests of the tools'),
  tests('unit', 'tests beside the sources'),
  {
    name: 'judge',
    what: "tfjs-core's and tfjs-node's own specs",
    run: (context) => runJudge(context, { node: process.execPath, name: 'judge' }),
  },
  tests('slow', 'tests across packages and of whole models', { mayBeEmpty: true }),
  tests('examples', 'the examples run and train'),
  tests('snippets', 'code of the README files and guides', { project: 'docs' }),
  command('docs', 'TypeDoc without a warning', ['tools/docs.mjs', '--no-setup']),
  command('drawings', 'the drawings of the blocks', ['tools/block-drawings.mjs', '--check']),
  {
    name: 'sizes',
    what: 'what one net and one block add to a bundle',
    run: async ({ openly }) => outcome(await openly(process.execPath, ['tools/size-budget.mjs'])),
  },
  command('packages', 'tarballs: content, publint, attw', ['tools/package-check.mjs', '--no-setup']),
  command('consumer', "packed packages in an empty project: the README of blocks, and nets of one's own", [
    'tools/consumer.mjs',
    '--no-setup',
  ]),
  {
    name: 'browser',
    what: "packed packages in Chromium: nets of one's own predict and train as in Node",
    async run({ openly }) {
      const { chromium, why } = findChromium();
      // Asked for by name and not there is a failure; none on this machine is not.
      if (chromium === undefined)
        return { passed: 0, failed: process.env.CHROMIUM ? 1 : 0, note: `skipped: ${why}` };
      return outcome(await openly(process.execPath, ['tools/browser.mjs', '--no-setup']));
    },
  },
  ...OTHER_NODES.map(engineOn),
];
