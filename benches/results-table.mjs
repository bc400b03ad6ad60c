// @ts-check
/** RESULTS.md is made from benches/results/*.json: numbers are never typed by hand. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const BASE = 'tfjs-node-kernels';
const NAMES = {
  skipjack: 'Skipjack (zoo model, trainer, own backend)',
  'tf-layers-on-skipjack': 'plain tf.layers model on our backend (one import changed)',
  [BASE]: "plain tf.layers model on tfjs-node's kernels, the same TensorFlow library",
};

export function writeResultsTable() {
  const lines = [
    '# Results',
    '',
    'Made by `npm run bench` from `benches/results/*.json`; do not edit. Each side runs in a process of its own and the sides take turns;',
    'the ratio is the median over the rounds of time over the time of the last row in the same round. A load above one per core is marked.',
    '',
  ];
  for (const name of readdirSync(here('./results'))
    .filter((file) => file.endsWith('.json'))
    .toSorted()) {
    const { date, machine, results } = JSON.parse(readFileSync(here(`./results/${name}`), 'utf8'));
    lines.push(
      `## Training step, ${date.slice(0, 10)}`,
      '',
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`,
      '',
    );
    for (const { net, batch, inputShape, rounds, steps, load, sides } of results) {
      const busy = load > machine.cores * 1.5 ? ' (machine busy)' : '';
      lines.push(
        `### ${net}, batch ${batch}, ${inputShape.join('x')}; ${rounds} rounds of ${steps} steps, load ${load.toFixed(1)}${busy}`,
        '',
      );
      lines.push('| who | ms per step (min to max) | ratio | memory |', '| --- | --- | --- | --- |');
      for (const { side, milliseconds, min, max, ratio, rssMegabytes } of sides)
        lines.push(
          `| ${NAMES[side]} | ${milliseconds.toFixed(0)} (${min.toFixed(0)} to ${max.toFixed(0)}) | ${ratio.toFixed(2)} | ${rssMegabytes} MB |`,
        );
      lines.push('');
    }
  }
  writeFileSync(here('../RESULTS.md'), `${lines.join('\n').trimEnd()}\n`);
}
