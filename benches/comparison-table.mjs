// @ts-check
/** The tables of RESULTS.md about training and inference. Losses stand beside wins, in the same words. */
import { CONTESTANTS } from './contestants.mjs';

const TITLES = Object.fromEntries(CONTESTANTS.map(({ id, title }) => [id, title]));
const OURS = CONTESTANTS.filter(({ ours }) => ours).map(({ id }) => id);
const NONE = '-';

/** Three digits that mean something: 0.43, 4.3, 43, 430. */
export const digits = (value) => {
  if (value === undefined) return NONE;
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
};
const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);
const ratio = (value) => (value === undefined ? NONE : value.toFixed(2));
const row = (cells) => `| ${cells.join(' | ')} |`;
const head = (cells) => [row(cells), row(cells.map(() => '---'))];
const sideOf = ({ sides }, id) => sides.find(({ contestant }) => contestant === id);

/** Whether a target is reached, as the table says it. */
function verdict(value, wanted) {
  if (value === undefined || wanted === undefined) return wanted === undefined ? NONE : wanted.toFixed(2);
  return `${wanted.toFixed(2)}, ${value <= wanted ? 'met' : 'missed'}`;
}

/** Peak memory over that of the peer that took least. */
export function memoryRatio({ sides }, side) {
  const peers = sides.filter(({ contestant }) => !OURS.includes(contestant));
  const least = Math.min(...peers.map(({ peakMegabytes = Infinity }) => peakMegabytes));
  return side?.peakMegabytes === undefined || !Number.isFinite(least)
    ? undefined
    : side.peakMegabytes / least;
}

function summaryRow(result) {
  const { net, batch, precision, target, best, against, sides } = result;
  const [compiled, eager] = ['skipjack-compiled', 'skipjack-eager'].map((id) => sideOf(result, id));
  const peer = sideOf(result, best);
  const base = target.against === undefined ? '' : ` (to ${TITLES[against] ?? target.against})`;
  const disturbed = sides.every(({ quiet }) => quiet) ? '' : ' (disturbed)';
  const memory = memoryRatio(result, compiled);
  return row([
    `${net}, batch ${batch}, ${precision}${disturbed}`,
    peer === undefined ? NONE : `${digits(peer.milliseconds)} ms, ${TITLES[best]}`,
    compiled === undefined ? NONE : `${digits(compiled.milliseconds)} ms`,
    ratio(compiled?.ratioToTarget) + (compiled === undefined ? '' : base),
    verdict(compiled?.ratioToTarget, target.ratio),
    ratio(eager?.ratio),
    target.memory === undefined ? ratio(memory) : `${ratio(memory)} (${verdict(memory, target.memory)})`,
  ]);
}

function firstStepLine(result) {
  const [compiled, peer] = ['skipjack-compiled', 'torch-compile'].map((id) => sideOf(result, id));
  if (result.target.firstStep === undefined || compiled === undefined || peer === undefined) return [];
  const value = compiled.firstStepMilliseconds / peer.firstStepMilliseconds;
  return [
    `First step, tracing included: ${ratio(value)} of torch.compile's (wanted at most ${verdict(value, result.target.firstStep)}).`,
    '',
  ];
}

function taskLines(result, { cores }) {
  const { net, batch, precision, inputShape, rounds, load, sides, failed } = result;
  const busy = load > cores * 1.5 ? ' (machine busy)' : '';
  const quiet = sides.every((side) => side.quiet);
  return [
    `### ${net}, batch ${batch}, ${inputShape.join('x')}, ${precision}; ${rounds} rounds, load ${load.toFixed(1)}${busy}`,
    '',
    ...(quiet
      ? []
      : ['Disturbed: other processes ran meanwhile, which slows those most that spin while they wait.', '']),
    ...head([
      'who',
      'ms per step (middle 80%)',
      'images/s',
      'ratio',
      'peak memory',
      'import + build + first step',
    ]),
    ...sides
      .toSorted((a, b) => (a.ratio ?? a.milliseconds) - (b.ratio ?? b.milliseconds))
      .map((side) =>
        row([
          TITLES[side.contestant],
          `${digits(side.milliseconds)} (${digits(side.p10)} to ${digits(side.p90)})`,
          digits(side.imagesPerSecond),
          ratio(side.ratio),
          side.peakMegabytes === undefined ? NONE : `${side.peakMegabytes} MB`,
          `${seconds(side.importMilliseconds)} + ${seconds(side.buildMilliseconds)} + ${seconds(side.firstStepMilliseconds)} s`,
        ]),
      ),
    ...failed.map(({ contestant, failed: why }) =>
      row([TITLES[contestant], `failed: ${why.replaceAll('|', '/')}`, NONE, NONE, NONE, NONE]),
    ),
    '',
    ...firstStepLine(result),
  ];
}

/** What ran, by name: `torch 2.15.0`. */
function versionsOf(results) {
  const versions = new Set(
    results.flatMap(({ sides }) =>
      sides.flatMap((side) => Object.entries(side.versions).map(([name, version]) => `${name} ${version}`)),
    ),
  );
  return [...versions].toSorted().join(', ');
}

/** The lines of one file of results. */
export function comparisonLines({ machine, results }) {
  const versions = versionsOf(results);
  return [
    `${versions}.`,
    '',
    'The ratio is the median over the rounds of the time over that of the best peer, which has 1.00; below it is faster. Memory is the most that the process held at any time, and its ratio that to the peer that took least.',
    ...(versions.includes('+cu')
      ? [
          "PyTorch is its default Linux package, which brings CUDA: that is part of its import's time and memory.",
        ]
      : []),
    '',
    ...head([
      'net',
      'best peer',
      'Skipjack, compiled',
      'ratio',
      'wanted at most',
      'ratio, eager',
      'memory, compiled',
    ]),
    ...results.map(summaryRow),
    '',
    ...results.flatMap((result) => taskLines(result, machine)),
  ];
}
