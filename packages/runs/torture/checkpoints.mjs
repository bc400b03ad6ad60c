// `npm run torture -- checkpoints [--kills 10000] [--seed 1] [--jobs 2] [--out FILE]`: processes that save checkpoints are killed at
// random moments, and after each kill the newest checkpoint must be whole and the last one saved. Writes a record and a log.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createProgress, duration } from '../../../tools/setup/progress.mjs';
import { ROOT } from '../../../tools/setup/workspace.mjs';
import { circumstances } from '../../../tools/torture/circumstances.mjs';
import { compileRuns, removeCompiled } from '../test/compile-runs.mjs';

const LOG_EVERY = 100;
const COUNTS = ['kills', 'duringSave', 'halfWritten', 'loaded'];

const count = (name, text) => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${name} must be a whole number from 1, got ${text}.`);
};

function settings(args) {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string' },
    },
  });
  const [kills, seed, jobs] = ['kills', 'seed', 'jobs'].map((name) => count(name, values[name]));
  const day = new Date().toISOString().slice(0, 10);
  const name = `checkpoints-${day}-${kills.toExponential().replace('+', '')}.json`;
  const out = resolve(values.out ?? join(ROOT, 'tools', 'torture', 'results', name));
  return { kills, seed, jobs, out };
}

const sumOf = (all) =>
  Object.fromEntries(COUNTS.map((key) => [key, all.reduce((sum, one) => sum + one[key], 0)]));

/** What the log and the last line say. */
const text = ({ kills, duringSave, halfWritten, loaded }, failures) =>
  `${kills} kills, ${duringSave} during a save, ${halfWritten} with something half written; ${loaded} checkpoints loaded whole; ${failures} failures`;

/**
 * Kills, and writes what came of it.
 *
 * @param {string[]} args command line after the name
 * @param {AbortSignal} signal ends it with what it has
 * @returns {Promise<boolean>} whether all kills were made, without failure
 */
export async function tortureCheckpoints(args, signal) {
  const { kills, seed, jobs, out } = settings(args);
  const log = out.replace(/\.json$/, '.log');
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(log, '');
  const began = Date.now();
  const compiled = compileRuns();
  const root = mkdtempSync(join(tmpdir(), 'skipjack-torture-'));
  const load = (name) => import(pathToFileURL(join(compiled, 'test', name)).href);
  const [{ killRounds }, { seededRandom }] = await Promise.all([
    load('kill-rounds.js'),
    load('seeded-random.js'),
  ]);
  const running = [];
  const failures = () => running.flatMap((counts) => counts.failures);
  const onKill = () => {
    const sum = sumOf(running);
    if (sum.kills % LOG_EVERY === 0)
      appendFileSync(log, `${duration(Date.now() - began)}: ${text(sum, failures().length)}\n`);
  };
  const job = async (index) => {
    const folder = join(root, String(index));
    const own = Math.floor(kills / jobs) + (index < kills % jobs ? 1 : 0);
    mkdirSync(folder);
    await killRounds({
      compiled,
      folder,
      kills: own,
      random: seededRandom(seed + index),
      signal,
      onKill: (counts) => {
        running[index] = counts;
        onKill();
      },
    });
  };
  for (let index = 0; index < jobs; index += 1)
    running.push({ kills: 0, duringSave: 0, halfWritten: 0, loaded: 0, failures: [] });
  const done = createProgress().during('kills', () => text(sumOf(running), failures().length));
  try {
    await Promise.all(Array.from({ length: jobs }, (_, index) => job(index)));
  } finally {
    done();
    removeCompiled(compiled);
    rmSync(root, { recursive: true, force: true });
  }
  const sum = sumOf(running);
  const complete = sum.kills === kills;
  const record = { complete, seed, jobs, ...circumstances(began), ...sum, failures: failures() };
  writeFileSync(out, `${JSON.stringify(record, undefined, 2)}\n`);
  process.stdout.write(
    `${text(sum, failures().length)} in ${duration(Date.now() - began)}; ${relative(process.cwd(), out)}\n`,
  );
  for (const failure of failures()) process.stderr.write(`${failure}\n`);
  return complete && failures().length === 0;
}
