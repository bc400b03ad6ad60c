// A process that starts workers one after another: node worker-program.js HOW COUNT [idle]. Each makes tensors of some
// 40 MB and ends as HOW says. With `idle` the main thread never imports the engine. It prints one JSON line: resident MiB
// and threads after half of the workers and at the end.
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

/** What the process holds now. */
function held(): number[] {
  const [, pages = '0'] = readFileSync('/proc/self/statm', 'utf8').split(' ');
  return [Math.round((Number(pages) * 4096) / 2 ** 20), readdirSync('/proc/self/task').length];
}

async function cycle(how: string): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: how });
  worker.on('error', (error: Error) => {
    if (error.message !== 'on purpose') throw error;
  });
  const exit = new Promise((done) => worker.once('exit', done));
  await new Promise((done) => worker.once('message', done));
  if (how === 'terminated in an op') await worker.terminate();
  await exit;
}

async function work(how: string): Promise<void> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('../src/index.ts');
  await tf.setBackend('tensorflow');
  const kept = Array.from({ length: 10 }, () => tf.relu(tf.zeros<Rank.R2>([1024, 1024])));
  const text = 'a text too long to stand inside of its object'.repeat(1000);
  const texts = tf.slice(tf.tensor1d([text]), 0, 1);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has none
  parentPort?.postMessage([kept.length, texts.size]);
  const square = kept[0] as Tensor2D;
  if (how === 'terminated in an op') for (;;) tf.matMul(square, square).dispose();
  if (how === 'process.exit') process.exit(0);
  if (how === 'uncaught error') throw new Error('on purpose');
}

if (isMainThread) {
  const [, , how = '', count = '9', idle] = process.argv;
  if (idle === undefined) await import('../src/index.ts');
  const counts: number[][] = [];
  for (let index = 1; index <= Number(count); index++) {
    await cycle(how);
    if (index === Math.ceil(Number(count) / 2) || index === Number(count)) counts.push(held());
  }
  writeSync(1, `${JSON.stringify(counts)}\n`);
} else await work(workerData as string);
