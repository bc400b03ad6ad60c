// @ts-check
/** RESULTS.md and the README's table of ratios are made from benches/results/*.json: numbers are never typed by hand. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { comparisonLines } from './comparison-table.mjs';
import { writeReadmeTable } from './readme-table.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const NAMES = {
  skipjack: 'Skipjack (zoo model, trainer, own backend)',
  'tf-layers-on-skipjack': 'plain tf.layers model on our backend (one import changed)',
  'tf-layers-on-tfjs-node': 'plain tf.layers model on tfjs-node, the same TensorFlow library',
  'tfjs-node-kernels': "plain tf.layers model on tfjs-node's kernels, the same TensorFlow library",
};

const loadOf = (load, { cores }) => `load ${load.toFixed(1)}${load > cores * 1.5 ? ' (machine busy)' : ''}`;

function trainStepLines({ machine, results }) {
  const lines = [];
  for (const { net, batch, inputShape, rounds, steps, load, sides } of results) {
    lines.push(
      `### ${net}, batch ${batch}, ${inputShape.join('x')}; ${rounds} rounds of ${steps} steps, ${loadOf(load, machine)}`,
      '',
      '| who | ms per step (min to max) | ratio | memory |',
      '| --- | --- | --- | --- |',
    );
    for (const { side, milliseconds, min, max, ratio, rssMegabytes } of sides)
      lines.push(
        `| ${NAMES[side]} | ${milliseconds.toFixed(0)} (${min.toFixed(0)} to ${max.toFixed(0)}) | ${ratio.toFixed(2)} | ${rssMegabytes} MB |`,
      );
    lines.push('');
  }
  return lines;
}

function engineLines({ machine, results }) {
  const lines = [
    'The backend alone beside tfjs-node 4.22 with its own add-on, compiled against the same TensorFlow library. Medians, and in brackets the middle 80% of the rounds.',
    '',
    '| what | Skipjack | tfjs-node | ratio | wanted at most |',
    '| --- | --- | --- | --- | --- |',
  ];
  for (const { what, unit, target, rounds, load, ratio, sides } of results) {
    const times = sides.map(
      ({ median, p10, p90 }) => `${median.toFixed(0)} ${unit} (${p10.toFixed(0)} to ${p90.toFixed(0)})`,
    );
    const { median, p10, p90 } = ratio;
    lines.push(
      `| ${what}; ${rounds} rounds, ${loadOf(load, machine)} | ${times.join(' | ')} | ${median.toFixed(2)} (${p10.toFixed(2)} to ${p90.toFixed(2)}) | ${target.toFixed(1)}${median <= target ? '' : ', missed'} |`,
    );
  }
  return [...lines, ''];
}

/** What a side came to: the steps it took, or each net's training error. */
const reachedOf = ({ steps, errors = {} }) =>
  steps === undefined
    ? Object.entries(errors)
        .map(([net, error]) => `${net} ${(100 * error).toFixed(1)} %`)
        .join(', ')
    : `${steps} steps`;

function timeToResultLines({ what, rounds, ratios, load, machine }) {
  const sides = { skipjack: 'Skipjack', pytorch: 'PyTorch', 'pytorch-compile': 'PyTorch, torch.compile' };
  const lines = [
    `${what}; seconds of the whole process, the data read and the nets recorded or compiled, ${rounds.length} seeds, ${loadOf(load, machine)}.`,
    '',
    `| seed | ${Object.values(sides).join(' | ')} |`,
    '| --- | --- | --- | --- |',
  ];
  for (const [seed, round] of rounds.entries())
    lines.push(
      `| ${seed} | ${Object.keys(sides)
        .map((side) => `${round[side].seconds.toFixed(1)} s: ${reachedOf(round[side])}`)
        .join(' | ')} |`,
    );
  const ratio = (peer) => ratios[peer].toFixed(2);
  lines.push(`| ratio | | ${ratio('pytorch')} | ${ratio('pytorch-compile')} |`);
  return [...lines, ''];
}

const BENCHMARKS = {
  'time-to-result': { title: 'Time to a result', lines: timeToResultLines },
  training: { title: 'Training, side by side', lines: comparisonLines },
  inference: { title: 'Inference, side by side', lines: comparisonLines },
  engine: { title: 'Engine', lines: engineLines },
  'train-step': { title: 'Training step', lines: trainStepLines },
};

export function writeResultsTable() {
  const lines = [
    '# Results',
    '',
    'Made by `npm run bench` from `benches/results/*.json`; do not edit. Each side runs in a process of its own and the sides take turns;',
    'the ratio is the median over the rounds of time over the time of the last side in the same round. A load above 1.5 per core is marked.',
    '',
  ];
  const records = readdirSync(here('./results'))
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(here(`./results/${name}`), 'utf8')));
  for (const record of records) {
    const { date, machine } = record;
    const { title, lines: linesOf } = BENCHMARKS[record.benchmark];
    lines.push(
      `## ${title}, ${date.slice(0, 10)}`,
      '',
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`,
      '',
      ...linesOf(record),
    );
  }
  writeFileSync(here('../RESULTS.md'), `${lines.join('\n').trimEnd()}\n`);
  writeReadmeTable(here('../README.md'), records);
}
