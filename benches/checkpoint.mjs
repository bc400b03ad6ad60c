// @ts-check
/**
 * What a checkpoint of resnet50 with momentum costs, beside writing the same bytes to one file with a flush, in turns:
 * `node benches/checkpoint.mjs [ROUNDS] [FOLDER]` (after `npm run setup`). Counted is the time until the checkpoint is on the disk
 * under its final name; reading it back and removing an older one are told by themselves. Prints also how long the event loop stood still.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { checkpointFolder, nodeFileSystem } from '../packages/runs/dist/index.js';
import { quantile, spread } from './statistics.mjs';

/** Sizes as those of resnet50: 53 convolutions with batch norm and a classifier, 25.6 million weights. */
function resnet50Sizes() {
  const sizes = [];
  const convolution = (inputs, outputs, kernel) =>
    sizes.push(inputs * outputs * kernel * kernel, outputs, outputs, outputs, outputs);
  convolution(3, 64, 7);
  let inputs = 64;
  for (const [blocks, width] of [
    [3, 64],
    [4, 128],
    [6, 256],
    [3, 512],
  ])
    for (let block = 0; block < blocks; block += 1) {
      convolution(inputs, width, 1);
      convolution(width, width, 3);
      convolution(width, 4 * width, 1);
      if (block === 0) convolution(inputs, 4 * width, 1);
      inputs = 4 * width;
    }
  return [...sizes, 2048 * 1000, 1000];
}

function stateOf(step) {
  const tensors = new Map();
  let seed = step;
  for (const prefix of ['model', 'optimizer/momentum'])
    for (const [index, size] of resnet50Sizes().entries()) {
      const data = new Float32Array(size);
      for (let i = 0; i < size; i += 1)
        data[i] = (seed = (Math.imul(seed, 1664525) + 1013904223) | 0) / 2 ** 31;
      tensors.set(`${prefix}/${index}`, { dtype: 'float32', shape: [size], data });
    }
  return { step, tensors, record: { step } };
}

const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'skipjack-checkpoint-'));
const PIECE = 1 << 20;

/** The same bytes in one file, flushed: from one array and in large pieces, as quick as Node can. */
async function plainWrite(bytes) {
  const path = join(folder, 'plain.bin');
  const began = performance.now();
  const file = await open(path, 'wx');
  for (let at = 0; at < bytes.length; at += PIECE)
    await file.write(bytes, at, Math.min(PIECE, bytes.length - at));
  await file.sync();
  await file.close();
  const written = performance.now() - began;
  await unlink(path);
  return { written, removed: performance.now() - began - written };
}

let [verifying, removing] = [0, 0];
/** Notes when the new checkpoint is first read, as it is on the disk then, and when an older one's first file is removed. */
const fs = {
  ...nodeFileSystem,
  open: (path, flags) => {
    if (typeof flags === 'number') verifying ||= performance.now();
    return nodeFileSystem.open(path, flags);
  },
  unlink: (path) => {
    removing ||= performance.now();
    return nodeFileSystem.unlink(path);
  },
};

async function checkpoint(store, state) {
  [verifying, removing] = [0, 0];
  const began = performance.now();
  await store.save(state, 'last');
  const end = performance.now();
  const verified = removing || end;
  return { written: verifying - began, readBack: verified - verifying, removed: end - verified };
}

const milliseconds = (rows, key) =>
  `${quantile(
    rows.map((row) => row[key]),
    0.5,
  ).toFixed(0)} ms`;

try {
  const sample = stateOf(1);
  const arrays = [...sample.tensors.values()].map(({ data }) => Buffer.from(data.buffer));
  const bytes = Buffer.concat(arrays);
  const store = checkpointFolder({ folder: join(folder, 'checkpoints'), fs });
  const [plain, ours, ratios] = [[], [], []];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  // The first rounds warm up, and fill the folder.
  for (let round = -3; round < rounds; round += 1) {
    // Who goes first changes from round to round.
    const before = round % 2 === 0 ? await plainWrite(bytes) : undefined;
    if (round >= 0) delay.enable();
    const saved = await checkpoint(store, { ...sample, step: round + 3 });
    delay.disable();
    const written = before ?? (await plainWrite(bytes));
    if (round < 0) continue;
    plain.push(written);
    ours.push(saved);
    ratios.push(saved.written / written.written);
  }
  const { median, p10, p90 } = spread(ratios);
  console.log(`${(bytes.length / 1e6).toFixed(0)} MB, ${rounds} rounds in turns, medians:`);
  console.log(
    `plain file written and flushed: ${milliseconds(plain, 'written')}; removed: ${milliseconds(plain, 'removed')}`,
  );
  console.log(
    `checkpoint hashed, written and flushed: ${milliseconds(ours, 'written')}; read back: ${milliseconds(ours, 'readBack')}; older one removed: ${milliseconds(ours, 'removed')}`,
  );
  const both = ours.map(({ written, readBack }, round) => (written + readBack) / plain[round].written);
  console.log(
    `ratio of writing: ${median.toFixed(2)} (p10 ${p10.toFixed(2)}, p90 ${p90.toFixed(2)}), at most 1.30 is promised; with reading back: ${quantile(both, 0.5).toFixed(2)}`,
  );
  console.log(`event loop held up for ${(delay.percentile(99) / 1e6).toFixed(1)} ms, 99 times of 100`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
