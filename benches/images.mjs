// @ts-check
// Decoding and augmenting beside torchvision, taking turns: node benches/images.mjs [--rounds 5] [--count 200]
// Python with torch and torchvision is SKIPJACK_BENCH_PYTHON, else python3. It works on the built packages.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { samplePicture } from './sample-pictures.mjs';

const ROOT = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, count: { type: 'string', default: '200' } },
});
const rounds = Number(values.rounds);
const count = Number(values.count);
const FILES = 32;

const { augmentation, imageFromBytes } = await import(
  pathToFileURL(join(ROOT, 'packages', 'datasets', 'dist', 'index.js')).href
);
const folder = mkdtempSync(join(tmpdir(), 'skipjack-images-'));
const files = [];
for (let index = 0; index < FILES; index += 1) {
  const file = join(folder, `${String(index).padStart(3, '0')}.jpg`);
  writeFileSync(file, await samplePicture(index));
  files.push(readFileSync(file));
}

const TASKS = {
  train: augmentation([{ type: 'randomResizedCrop', size: 224 }, { type: 'flip' }]),
  evaluate: augmentation([
    { type: 'resizeShortSide', size: 256 },
    { type: 'centreCrop', size: 224 },
  ]),
};

async function ours(
  /** @type {'train' | 'evaluate'} */ task,
  /** @type {number} */ inFlight,
  /** @type {number} */ turn,
) {
  const augment = TASKS[task];
  const started = performance.now();
  let next = 0;
  const line = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const bytes = files[index % FILES];
      const image = await imageFromBytes({ bytes, name: `image ${index}` });
      if (augment(image, { seed: 0, epoch: turn, index }).height !== 224)
        throw new Error('A result is not 224 high.');
    }
  };
  await Promise.all(Array.from({ length: inFlight }, line));
  return (performance.now() - started) / 1000;
}

const python = spawn(
  process.env.SKIPJACK_BENCH_PYTHON ?? 'python3',
  [join(import.meta.dirname, 'peers-python', 'worker_images.py'), folder],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const answer = async () => JSON.parse((await lines.next()).value ?? '{"error": "Python has ended"}');
const theirs = async (/** @type {string} */ way, /** @type {string} */ task) => {
  python.stdin.write(`${JSON.stringify({ way, task, count })}\n`);
  return answer();
};

/** What is compared: one image at a time with one thread each, then both processors. */
const PAIRS = /** @type {const} */ ([
  ['PIL', 'pil', 1],
  ['decode_jpeg', 'tensor', 1],
  ['DataLoader with PIL, 2 workers', 'loader', 4],
]);
const median = (/** @type {number[]} */ list) => list.sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN;

try {
  const { torchvision } = await answer();
  const mean = files.reduce((sum, { length }) => sum + length, 0) / FILES / 1024;
  console.log(
    `${count} JPEGs of 500x375 (${mean.toFixed(0)} KB) a turn, ${rounds} rounds, torchvision ${torchvision}`,
  );
  for (const task of /** @type {const} */ (['train', 'evaluate'])) {
    for (const [name, way, inFlight] of PAIRS) {
      const ratios = [];
      const rates = [];
      let failure;
      for (let round = -1; round < rounds; round += 1) {
        const mine = await ours(task, inFlight, round + 1);
        const other = await theirs(way, task);
        failure = other.error;
        if (failure !== undefined) break;
        if (round < 0) continue; // a round to warm up
        ratios.push(other.seconds / mine);
        rates.push(count / mine);
      }
      const label = `${task.padEnd(9)} ${inFlight === 1 ? '1 at a time' : `${inFlight} in flight`} : torchvision ${name}`;
      if (failure !== undefined) console.log(`${label}: ${failure}`);
      else {
        const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
        console.log(
          `${label}: ratio ${median(ratios).toFixed(2)} (${spread}), ours ${median(rates).toFixed(0)} images/s`,
        );
      }
    }
  }
} finally {
  python.kill();
  rmSync(folder, { recursive: true, force: true });
}
