// @ts-check
/** `npm run bench`: installs what is compared with, runs the benchmarks, writes benches/results and RESULTS.md. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpOrExit } from '../tools/setup.mjs';
import { writeResultsTable } from './results-table.mjs';
import { trainStep } from './train-step.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    steps: { type: 'string', default: '2' },
    'no-record': { type: 'boolean', default: false },
  },
});

/** The peers live apart from the workspace: with their own tfjs, and without running their install scripts. */
function installPeers() {
  const folder = here('../.skipjack/bench');
  const wanted = readFileSync(here('./peers.json'), 'utf8');
  const stamp = `${folder}/installed.json`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(folder, { recursive: true });
  copyFileSync(here('./peers.json'), `${folder}/package.json`);
  console.log('Installing the packages to compare with into .skipjack/bench ...');
  const { status } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' },
  );
  if (status !== 0)
    throw new Error(
      `npm install in ${folder} failed with code ${status}; check the network and run it again.`,
    );
  writeFileSync(stamp, wanted);
}

await setUpOrExit();
installPeers();
const [cpu] = cpus();
const date = new Date().toISOString();
const results = await trainStep({
  rounds: Number(values.rounds),
  steps: Number(values.steps),
  log: (line) => console.log(line),
});
if (!values['no-record']) {
  const record = {
    date,
    machine: {
      cpu: cpu?.model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    benchmark: 'train-step',
    results,
  };
  mkdirSync(here('./results'), { recursive: true });
  const file = here(`./results/${date.slice(0, 10)}-train-step.json`);
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  writeResultsTable();
  console.log(`Written: ${file} and RESULTS.md`);
}
