// @ts-check
/**
 * `npm run bench`: installs and compiles what is compared with, runs the benchmarks, writes benches/results and RESULTS.md.
 * `npm run bench -- engine` runs one of them; `--task small-op` one task of that one, which `--record` puts into the newest
 * results of training or inference. `--who torch-eager,keras-graph` lets only those take part there, and records nothing.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpOrExit } from '../tools/setup.mjs';
import { comparison } from './comparison.mjs';
import { mergeResults } from './comparison-ratios.mjs';
import { engine } from './engine.mjs';
import { installPeers } from './peers.mjs';
import { machineFacts } from './process-facts.mjs';
import { writeResultsTable } from './results-table.mjs';
import { trainStep } from './train-step.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    steps: { type: 'string' },
    task: { type: 'string' },
    who: { type: 'string' },
    record: { type: 'boolean', default: false },
    'no-record': { type: 'boolean', default: false },
  },
});
const log = (line) => console.log(line);
const number = (text) => (text === undefined ? undefined : Number(text));
const rounds = number(values.rounds);
const compared = { only: values.task, who: values.who?.split(','), rounds, log };
/** These hand over their results after each task, as they take long. */
const COMPARED = {
  training: (onResult) => comparison({ ...compared, task: 'training', onResult }),
  inference: (onResult) => comparison({ ...compared, task: 'inference', onResult }),
};
const BENCHMARKS = {
  engine: () => engine({ only: values.task, rounds, log }),
  'train-step': () => trainStep({ rounds, steps: number(values.steps), log }),
  ...COMPARED,
};

const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(' and no ')}; name some of ${Object.keys(BENCHMARKS).join(', ')}, or none for all.`,
  );
  process.exit(2);
}

const machine = machineFacts();
const isPart = values.task !== undefined || values.who !== undefined;
const records = !values['no-record'] && values.who === undefined && (!isPart || values.record);

/** Where results go: a file of the day, or, for one task, the newest of that benchmark, among whose tasks it goes. */
function recordTo(name, date) {
  mkdirSync(here('./results'), { recursive: true });
  const newest = readdirSync(here('./results'))
    .filter((file) => file.endsWith(`-${name}.json`))
    .toSorted()
    .at(-1);
  const merges = isPart && newest !== undefined && Object.hasOwn(COMPARED, name);
  const file = here(`./results/${merges ? newest : `${date.slice(0, 10)}-${name}.json`}`);
  const earlier = merges ? JSON.parse(readFileSync(file, 'utf8')).results : [];
  return {
    file,
    write(results) {
      const all = merges ? mergeResults(earlier, results) : results;
      writeFileSync(file, `${JSON.stringify({ date, machine, benchmark: name, results: all }, null, 2)}\n`);
      writeResultsTable();
    },
  };
}

async function runAll(names) {
  installPeers();
  // Only now: it imports our own package, which the set-up builds.
  const { buildAddon } = await import('./addon.mjs');
  buildAddon();
  for (const name of names) {
    const record = records ? recordTo(name, new Date().toISOString()) : undefined;
    const results = await BENCHMARKS[name](record?.write);
    if (record === undefined) continue;
    record.write(results);
    log(`Written: ${record.file} and RESULTS.md`);
  }
}

await setUpOrExit();
try {
  await runAll(positionals.length > 0 ? positionals : Object.keys(BENCHMARKS));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
