// A process that does one thing again and again: node --expose-gc leak-program.js WHAT COUNT. It prints one JSON line:
// resident MiB after a fifth of the rounds and at their end, and how many tensors are left.
import { writeSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '../src/index.ts';

const LONG = 'a text that does not fit into its object, '.repeat(10);
const BYTES = new Uint8Array(300);

/** Runs a call that is refused. */
function refused(call: () => unknown): void {
  try {
    tf.tidy(() => void call());
  } catch {
    return;
  }
  throw new Error('The call was accepted.');
}

await tf.setBackend('tensorflow');
const a = tf.ones([256, 256]);
const b = tf.ones([255, 255]);
const text = tf.tensor1d([LONG, 'short']);
const run = (kernel: string, inputs: tf.Tensor[] | tf.NamedTensorMap, attrs: tf.NamedAttrMap = {}): unknown =>
  tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, attrs);

const WHAT: Readonly<Record<string, (index: number) => void>> = {
  float32: () => tf.tidy(() => void tf.relu(tf.tensor1d([1, 2, 3]))),
  uint8: () => tf.tidy(() => void tf.reshape(tf.tensor1d(BYTES, 'int32'), [10, 30])),
  complex64: () => tf.tidy(() => void tf.real(tf.complex([1, 2], [3, 4]))),
  string: () => tf.tidy(() => void tf.slice(tf.tensor1d([LONG, 'short', '']), 0, 2).dataSync()),
  mixed: (index) => WHAT[(['float32', 'uint8', 'complex64', 'string'] as const)[index % 4] ?? '']?.(index),
  'refused by TensorFlow': () => refused(() => run('AddN', [a, b])),
  'refused attribute': () => refused(() => run('Pack', [a], { axis: 0.5 })),
  'refused text': () => refused(() => run('AddN', [text, a])),
  'refused mixed': (index) =>
    WHAT[(['refused by TensorFlow', 'refused attribute', 'refused text'] as const)[index % 3] ?? '']?.(index),
};

const resident = (): number => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().rss / 2 ** 20);
};
const [, , what = '', rounds = '1000'] = process.argv;
const round = WHAT[what] as (index: number) => void;
const before = tf.memory().numTensors;
const counts: number[] = [];
for (let index = 1; index <= Number(rounds); index++) {
  round(index);
  // The finalization registry's turn.
  if (index % 1000 === 0) await new Promise((done) => setImmediate(done));
  if (index === Math.floor(Number(rounds) / 5) || index === Number(rounds)) counts.push(resident());
}
writeSync(
  1,
  JSON.stringify([...counts, tf.memory().numTensors - before, tf.engine().backend.numDataIds() - before]),
);
