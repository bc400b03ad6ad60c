// @ts-check
// Feeding a training beside PyTorch's and TensorFlow's, taking turns: node benches/feeding.mjs [cifar wait folder tfrecord start] [--rounds 5]
// Python with torch, torchvision and tensorflow is SKIPJACK_BENCH_PYTHON, else python3. It works on the built packages.
import * as engine from '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import {
  augmentation,
  frameRecord,
  fromArrays,
  imageBatches,
  prefetchBatches,
  readTfRecords,
  splitSource,
  workerBatches,
} from '@skipjack/datasets';
import { epochOrder } from '@skipjack/recipes';
import { samplePicture } from './sample-pictures.mjs';
import { median } from './statistics.mjs';
import { trainingStep } from './workers/plain-step.mjs';
import { zooModel } from './workers/zoo-model.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, files: { type: 'string', default: '1281167' } },
});
const rounds = Number(values.rounds);
await tf.setBackend('tensorflow');

const folder = mkdtempSync(join(tmpdir(), 'skipjack-feeding-'));
// Also when it is stopped: the files of `start` are many.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const python = spawn(
  process.env.SKIPJACK_BENCH_PYTHON ?? 'python3',
  [join(import.meta.dirname, 'peers-python', 'worker_feeding.py')],
  { stdio: ['pipe', 'pipe', 'ignore'] },
);
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const theirs = async (/** @type {object} */ asked) => {
  python.stdin.write(`${JSON.stringify(asked)}\n`);
  return JSON.parse((await lines.next()).value ?? '{"error": "Python has ended"}');
};

const load = () => `load ${loadavg()[0].toFixed(1)}`;

/** Turns of both sides, with the ratio taken between neighbours in time; the first turn warms up. */
async function compare(label, ours, asked, unit, amount) {
  const ratios = [];
  const rates = [];
  for (let round = -1; round < rounds; round += 1) {
    const mine = await ours();
    const { seconds, error } = await theirs(asked);
    if (error !== undefined) return console.log(`${label}: ${error}`);
    if (round < 0) continue;
    ratios.push(seconds / mine);
    rates.push(amount / mine);
  }
  console.log(
    `${label}: ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), ours ${median(rates).toFixed(0)} ${unit}, theirs ${(median(rates) / median(ratios)).toFixed(0)}; ${rounds} rounds, ${load()}`,
  );
}

const secondsOf = async (work) => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

const CIFAR = { length: 50_000, batch: 128 };

function cifarBatches(normalise = 'channels') {
  const images = new Uint8Array(CIFAR.length * 3072);
  for (let at = 0, state = 1; at < images.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    images[at] = state >>> 24;
  }
  const labels = new Uint8Array(CIFAR.length).map((_, index) => index % 10);
  const test = { images: images.subarray(0, 3072), labels: labels.subarray(0, 1) };
  const dataset = fromArrays({
    imageShape: [32, 32, 3],
    classNames: [...'0123456789'],
    train: { images, labels },
    test,
  });
  const mean = normalise === 'channels' ? [125, 123, 114] : new Float64Array(3072).fill(120.5);
  return imageBatches({
    source: splitSource(dataset, 'train'),
    scale: { mean: Float64Array.from(mean), std: Float64Array.of(63, 62, 67) },
    augment: augmentation([{ type: 'padCrop', padding: 4 }, { type: 'flip' }]),
  });
}

/** Endless batches in the order of a training. */
function* plan(length, batch) {
  for (let epoch = 0; ; epoch += 1) {
    const order = epochOrder({ length, seed: 0, epoch });
    for (let from = 0; from + batch <= length; from += batch)
      yield { indices: order.subarray(from, from + batch), epoch };
  }
}

const dispose = ({ images, labels }) => tf.dispose([images, labels]);

async function cifar() {
  for (const normalise of ['channels', 'pixels'])
    for (const workers of [2, 0]) {
      const data = cifarBatches(normalise);
      const planned = plan(CIFAR.length, CIFAR.batch);
      const batches = 60;
      const ours = () =>
        secondsOf(async () => {
          for (let made = 0; made < batches; made += 1) {
            const { indices, epoch } = planned.next().value;
            dispose(await data.batch(indices, { epoch }));
          }
        });
      await compare(
        `cifar, normalised by ${normalise}, one thread : torchvision DataLoader with ${workers} workers`,
        ours,
        { task: 'cifar', ...CIFAR, workers, batches },
        'images/s',
        batches * CIFAR.batch,
      );
    }
}

/** The share of its time that a training waits for data, where each batch is made between two steps. */
async function wait() {
  const settings = { net: 'resnet20', inputShape: [32, 32, 3], classes: 10 };
  const model = zooModel(settings);
  const training = trainingStep(tf, model, { rate: 0.1, momentum: 0.9, weightDecay: 1e-4 });
  const step = engine.compile(training);
  const data = cifarBatches();
  const planned = plan(CIFAR.length, CIFAR.batch);
  const waits = [];
  const steps = [];
  for (let number = -3; number < 30; number += 1) {
    const { indices, epoch } = planned.next().value;
    const started = performance.now();
    const { images, labels } = await data.batch(indices, { epoch });
    const made = performance.now();
    const loss = await step(images, labels);
    await loss.data();
    tf.dispose([images, labels, loss]);
    if (number < 0) continue;
    waits.push(made - started);
    steps.push(performance.now() - made);
  }
  const [waiting, stepping] = [median(waits), median(steps)];
  console.log(
    `wait: a compiled resnet20 step of ${CIFAR.batch} images takes ${stepping.toFixed(0)} ms, its batch ${waiting.toFixed(2)} ms: ${((100 * waiting) / (waiting + stepping)).toFixed(2)} % of the time (medians of ${steps.length}); ${load()}`,
  );
}

async function folderOfPictures() {
  const root = join(folder, 'pictures');
  const pictures = await Promise.all(Array.from({ length: 32 }, (_, seed) => samplePicture(seed)));
  for (let index = 0; index < 256; index += 1) {
    const place = join(root, index % 2 === 0 ? 'one' : 'two');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${index}.jpg`), pictures[index % 32] ?? '');
  }
  const batch = 32;
  const batches = 8;
  for (const workers of [1, 2]) {
    const data = await workerBatches({
      images: { spec: `folder:${root}`, part: 'train' },
      scale: { mean: Float64Array.of(123.7, 116.3, 103.5), std: Float64Array.of(58.4, 57.1, 57.4) },
      augment: [{ type: 'randomResizedCrop', size: 224 }, { type: 'flip' }],
      workers,
      depth: 4,
    });
    const made = prefetchBatches({ batches: data, plan: plan(data.length, batch), depth: 3 });
    const ours = () =>
      secondsOf(async () => {
        for (let number = 0; number < batches; number += 1) dispose((await made.next()).value);
      });
    await compare(
      `folder, 224, flip, normalise, ${workers} worker threads : torchvision DataLoader with ${workers} workers`,
      ours,
      { task: 'folder', root, batch, workers, batches },
      'images/s',
      batch * batches,
    );
    await made.return(undefined);
    await data.dispose();
  }
}

async function tfrecord() {
  for (const [size, count] of [
    [100_000, 2000],
    [3100, 40_000],
  ]) {
    const file = join(folder, `${size}.tfrecord`);
    const record = frameRecord(new Uint8Array(size).map((_, at) => at * 7));
    const handle = openSync(file, 'w');
    for (let row = 0; row < count; row += 1) writeFileSync(handle, record);
    closeSync(handle);
    const bytes = size * count;
    const ours = () =>
      secondsOf(async () => {
        let total = 0;
        for await (const { data } of readTfRecords({ file })) total += data.length;
        if (total !== bytes) throw new Error(`read ${total} bytes`);
      });
    await compare(
      `tfrecord, ${count} records of ${size} bytes : TensorFlow's TFRecordDataset`,
      ours,
      { task: 'tfrecord', file, bytes },
      'MB/s',
      bytes / 1e6,
    );
    rmSync(file);
  }
}

/** Opening a folder of empty files with ImageNet's names, in a process of its own. */
function start() {
  const root = join(folder, 'many');
  const files = Number(values.files);
  const classes = 1000;
  for (let label = 0; label < classes; label += 1) {
    const name = `n${String(label).padStart(8, '0')}`;
    mkdirSync(join(root, name), { recursive: true });
    const end = Math.floor(((label + 1) * files) / classes);
    for (let row = Math.floor((label * files) / classes); row < end; row += 1)
      closeSync(openSync(join(root, name, `${name}_${row}.JPEG`), 'w'));
  }
  const program = `
    import { imageFolder } from '@skipjack/datasets';
    import { epochOrder } from '@skipjack/recipes';
    const started = performance.now();
    const { length } = await imageFolder({ root: ${JSON.stringify(root)} });
    const order = epochOrder({ length, seed: 0, epoch: 0 });
    console.log(JSON.stringify({ length: order.length, seconds: (performance.now() - started) / 1000, peak: process.resourceUsage().maxRSS / 1e3 }));`;
  for (const when of ['first', 'second']) {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(stderr);
    const { length, seconds, peak } = JSON.parse(stdout);
    console.log(
      `start of an epoch, ${length} files, ${when} time: ${seconds.toFixed(1)} s, ${peak.toFixed(0)} MB at its peak; ${load()}`,
    );
  }
}

const TASKS = { cifar, wait, folder: folderOfPictures, tfrecord, start };
try {
  await lines.next();
  for (const name of positionals.length === 0 ? Object.keys(TASKS) : positionals) {
    if (!(name in TASKS))
      throw new Error(`There is no task ${name}; give some of ${Object.keys(TASKS).join(', ')}.`);
    await TASKS[name]();
  }
} finally {
  python.kill();
}
