// @ts-check
/**
 * Wall clock to a result, beside the same recipe in PyTorch: `node benches/time-to-result.mjs mnist|degradation [--seeds 3] [--record]`.
 * Each side is a whole process, import, recording and evaluation included; the sides take turns, one seed after another.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpOrExit } from '../tools/setup.mjs';
import { installPeers } from './peers.mjs';
import { machineFacts } from './process-facts.mjs';
import { pythonOfPeers } from './python-peers.mjs';
import { writeResultsTable } from './results-table.mjs';
import { median } from './statistics.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const WORKER = here('./workers/time-to-result.mjs');
const PYTHON = here('./peers-python/time_to_result.py');
export const RESULTS = {
  mnist:
    'MNIST to 99 % of the test images right: resnet8, batch 128, one evaluation of all test images every 50 steps',
  degradation:
    'the degradation experiment: plain and residual nets of 20 and 56 layers, 320 steps of 64 MNIST images each, 9 evaluations',
};

/** Seconds of a process from its start to its end, and what it says last as JSON. */
function timed(command, args) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let said = '';
    let complained = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (complained += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - began) / 1000;
      if (code !== 0)
        return reject(new Error(`${command} ended with code ${code}: ${complained.slice(-2000)}`));
      resolve({ seconds, ...JSON.parse(said.trim().split('\n').at(-1) ?? '{}') });
    });
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '3' }, record: { type: 'boolean', default: false } },
});
const [result = 'mnist'] = positionals;
if (!Object.hasOwn(RESULTS, result)) {
  console.error(`There is no result ${result}; name one of ${Object.keys(RESULTS).join(', ')}.`);
  process.exit(2);
}

await setUpOrExit();
installPeers();
const python = pythonOfPeers();
const SIDES = {
  skipjack: (seed) => timed(process.execPath, [WORKER, result, String(seed)]),
  pytorch: (seed) => timed(python, [PYTHON, result, String(seed), 'eager']),
  'pytorch-compile': (seed) => timed(python, [PYTHON, result, String(seed), 'compile']),
};
const loadBefore = loadavg()[0];
const rounds = [];
for (let seed = 0; seed < Number(values.seeds); seed++) {
  const names = seed % 2 === 0 ? Object.keys(SIDES) : Object.keys(SIDES).toReversed();
  const round = {};
  for (const name of names) {
    round[name] = await SIDES[name](seed);
    console.log(`seed ${seed}  ${name.padEnd(16)} ${JSON.stringify(round[name])}`);
  }
  rounds.push(round);
}
const ratio = (peer) => median(rounds.map((round) => round.skipjack.seconds / round[peer].seconds));
const ratios = { pytorch: ratio('pytorch'), 'pytorch-compile': ratio('pytorch-compile') };
console.log(
  `${RESULTS[result]}\nratio to PyTorch ${ratios.pytorch.toFixed(2)}, to torch.compile ${ratios['pytorch-compile'].toFixed(2)}`,
);
if (values.record) {
  const machine = machineFacts();
  const date = new Date().toISOString();
  const record = {
    date,
    machine,
    benchmark: 'time-to-result',
    result,
    what: RESULTS[result],
    loadBefore,
    load: loadavg()[0],
    rounds,
    ratios,
  };
  writeFileSync(
    here(`./results/${date.slice(0, 10)}-time-to-result-${result}.json`),
    `${JSON.stringify(record, null, 2)}\n`,
  );
  writeResultsTable();
}
