// What arrives when a worker posts a tensor, and when it posts its values. It prints one JSON line.
import { writeSync } from 'node:fs';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import '../src/index.ts';

await tf.setBackend('tensorflow');
const counts = (): number[] => [tf.memory().numTensors, tf.engine().backend.numDataIds()];
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  const { x, values, kept } = await new Promise<{ x: tf.Tensor; values: Float32Array; kept: number[] }>(
    (done) => worker.once('message', done),
  );
  let refusal = '';
  try {
    tf.engine().runKernel('Relu', { x });
  } catch (error) {
    refusal = String(error);
  }
  const sum = tf.tidy(() => [...tf.add(tf.tensor1d(values), tf.tensor1d(values)).dataSync()]);
  await worker.terminate();
  writeSync(1, JSON.stringify([refusal, sum, { main: counts(), worker: kept }]));
} else {
  const x = tf.relu(tf.tensor1d([1, 2]));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has none
  parentPort?.postMessage({ x, values: x.dataSync(), kept: counts() });
  setInterval(() => undefined, 1000);
}
