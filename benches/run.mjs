// @ts-check
/**
 * `npm run bench`: installs and compiles what is compared with, runs the benchmarks, writes benches/results and RESULTS.md.
 * `npm run bench -- engine` runs one of them; `--task small-op` one task of that one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpOrExit } from '../tools/setup.mjs';
import { engine } from './engine.mjs';
import { installPeers } from './peers.mjs';
import { writeResultsTable } from './results-table.mjs';
import { trainStep } from './train-step.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    steps: { type: 'string' },
    task: { type: 'string' },
    'no-record': { type: 'boolean', default: false },
  },
});
const log = (line) => console.log(line);
const number = (text) => (text === undefined ? undefined : Number(text));
const rounds = number(values.rounds);
const BENCHMARKS = {
  engine: () => engine({ only: values.task, rounds, log }),
  'train-step': () => trainStep({ rounds, steps: number(values.steps), log }),
};

const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(' and no ')}; name some of ${Object.keys(BENCHMARKS).join(', ')}, or none for all.`,
  );
  process.exit(2);
}

async function runAll(names) {
  installPeers();
  // Only now: it imports our own package, which the set-up builds.
  const { buildAddon } = await import('./addon.mjs');
  buildAddon();
  const [cpu] = cpus();
  for (const name of names) {
    const date = new Date().toISOString();
    const results = await BENCHMARKS[name]();
    if (values['no-record'] || values.task !== undefined) continue;
    const machine = {
      cpu: cpu?.model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    };
    mkdirSync(here('./results'), { recursive: true });
    const file = here(`./results/${date.slice(0, 10)}-${name}.json`);
    writeFileSync(file, `${JSON.stringify({ date, machine, benchmark: name, results }, null, 2)}\n`);
    writeResultsTable();
    log(`Written: ${file} and RESULTS.md`);
  }
}

await setUpOrExit();
try {
  await runAll(positionals.length > 0 ? positionals : Object.keys(BENCHMARKS));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
