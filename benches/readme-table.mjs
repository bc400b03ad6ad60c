// @ts-check
/** The table of ratios in README.md, made of the newest results: numbers are never typed by hand. */
import { readFileSync, writeFileSync } from 'node:fs';

const START = '<!-- made by npm run bench: start -->';
const END = '<!-- made by npm run bench: end -->';
/** Short names; RESULTS.md has the long ones. */
const NAMES = {
  'torch-eager': 'PyTorch',
  'torch-compile': 'torch.compile',
  'keras-graph': 'Keras',
  'keras-xla': 'Keras with XLA',
  onnxruntime: 'onnxruntime',
  'tfjs-node': 'tfjs-node',
};
const COMPILED = 'skipjack-compiled';
const KINDS = { training: 'training step', inference: 'inference' };

/** One row: the step's time over that of the best peer, who that is, and the other peers' ratios. */
function row(kind, { net, batch, precision, best, sides }) {
  const ours = sides.find(({ contestant }) => contestant === COMPILED);
  if (ours?.ratio === undefined || best === undefined) return [];
  const others = sides
    .filter(({ contestant, ratio }) => !contestant.startsWith('skipjack') && contestant !== best && ratio)
    .toSorted((a, b) => a.ratio - b.ratio)
    .map(({ contestant, ratio }) => `${NAMES[contestant]} ${ratio.toFixed(2)}`);
  const quiet = sides.every((side) => side.quiet) ? '' : ' (disturbed)';
  return [
    `| ${net}, ${KINDS[kind]}, batch ${batch}, ${precision}${quiet} | ${ours.ratio < 1 ? `**${ours.ratio.toFixed(2)}**` : ours.ratio.toFixed(2)} | ${NAMES[best]} | ${others.join(', ')} |`,
  ];
}

/**
 * The table's lines.
 * @param {readonly { benchmark: string, results: readonly any[] }[]} records
 */
export function readmeLines(records) {
  return [
    '| what | Skipjack, compiled | best peer (1.00) | others |',
    '| --- | --- | --- | --- |',
    ...records
      .filter(({ benchmark }) => Object.hasOwn(KINDS, benchmark))
      .flatMap(({ benchmark, results }) => results.flatMap((result) => row(benchmark, result))),
  ];
}

/**
 * Puts the table between its marks.
 * @param {string} file
 * @param {readonly { benchmark: string, results: readonly any[] }[]} records
 */
export function writeReadmeTable(file, records) {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from < 0 || to < from)
    throw new Error(`${file} has no marks for the table of results: ${START} and ${END}.`);
  const lines = [START, '', ...readmeLines(records), '', END];
  writeFileSync(file, text.slice(0, from) + lines.join('\n') + text.slice(to + END.length));
}
