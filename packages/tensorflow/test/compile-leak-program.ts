// Compiled functions again and again: node --expose-gc compile-leak-program.js WHAT ROUNDS. It prints one JSON line: resident KiB
// after each tenth of the rounds, and how many tensors are left.
import { writeSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { compile } from '../src/index.ts';

await tf.setBackend('tensorflow');

/** A net of one convolution with batch norm and statistics, and its training step. */
function tinyNet(): { step: (x: tf.Tensor, labels: tf.Tensor) => tf.Scalar; dispose: () => void } {
  const kernel = tf.tidy(() => tf.variable<tf.Rank.R4>(tf.randomUniform([3, 3, 1, 2], -1, 1, 'float32', 1)));
  const scale = tf.tidy(() => tf.variable<tf.Rank.R1>(tf.ones([2])));
  const offset = tf.tidy(() => tf.variable<tf.Rank.R1>(tf.zeros([2])));
  const mean = tf.tidy(() => tf.variable<tf.Rank.R1>(tf.zeros([2]), false));
  const variance = tf.tidy(() => tf.variable<tf.Rank.R1>(tf.ones([2]), false));
  const optimizer = tf.train.momentum(0.01, 0.9);
  const net = (x: tf.Tensor): tf.Tensor => {
    const y = tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same');
    const moments = tf.moments(y, [0, 1, 2]);
    mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(moments.mean, 0.1)) as tf.Tensor1D);
    variance.assign(tf.add(tf.mul(variance, 0.9), tf.mul(moments.variance, 0.1)) as tf.Tensor1D);
    const normal = tf.batchNorm(
      y,
      moments.mean as tf.Tensor1D,
      moments.variance as tf.Tensor1D,
      offset,
      scale,
    );
    return tf.mean(tf.relu(normal), [1, 2]);
  };
  const step = (x: tf.Tensor, labels: tf.Tensor): tf.Scalar =>
    tf.tidy(
      () =>
        optimizer.minimize(
          () => tf.losses.softmaxCrossEntropy(tf.oneHot(labels as tf.Tensor1D, 2), net(x)) as tf.Scalar,
          true,
          [kernel, scale, offset],
        ) as tf.Scalar,
    );
  return {
    step,
    dispose: () => {
      optimizer.dispose();
      tf.dispose([kernel, scale, offset, mean, variance]);
    },
  };
}

const [, , what = '', rounds = '1000'] = process.argv;
const x = tf.ones([2, 4, 4, 1]);
const labels = tf.tensor1d([0, 1], 'int32');
const { step, dispose } = tinyNet();
const compiled = compile(step);
let failures = 0;
const [logits, wrong] = [tf.zeros([2, 3]), tf.tensor1d([1, 9], 'int32')];
const failing = compile((given: tf.Tensor, classes: tf.Tensor) => {
  const inputs = { logits: given, labels: classes };
  return tf.engine().runKernel('SparseSoftmaxCrossEntropyWithLogits', inputs) as tf.Tensor[];
});

const WHAT: Readonly<Record<string, () => Promise<void>>> = {
  sync: async () => compiled.sync(x, labels).dispose(),
  async: async () => (await compiled(x, labels)).dispose(),
  'two at once': async () => tf.dispose(await Promise.all([compiled(x, labels), compiled(x, labels)])),
  'compile and dispose': async () => {
    const once = compile((a: tf.Tensor, b: tf.Tensor) => step(a, b));
    once.sync(x, labels).dispose();
    once.dispose();
  },
  'failing steps': async () => {
    for (const call of [() => failing.sync(logits, wrong), () => failing(logits, wrong)])
      try {
        await call();
      } catch {
        failures++;
      }
  },
  refused: async () => {
    const once = compile((a: tf.Tensor) => {
      const loss = step(a, labels);
      tf.keep(tf.mul(loss, 2));
      return loss.dataSync();
    });
    try {
      once.sync(x);
    } catch {
      failures++;
    }
  },
};

const round = WHAT[what] as () => Promise<void>;
await WHAT['async']?.();
const before = tf.memory().numTensors;
const data = tf.engine().backend.numDataIds();
const resident: number[] = [];
const count = Number(rounds);
for (let index = 1; index <= count; index++) {
  await round();
  // The finalization registry's turn.
  if (index % 100 === 0) await new Promise((done) => setImmediate(done));
  if (index % Math.floor(count / 10) === 0) {
    globalThis.gc?.();
    resident.push(Math.round(process.memoryUsage().rss / 1024));
  }
}
const left = [tf.memory().numTensors - before, tf.engine().backend.numDataIds() - data];
compiled.dispose();
dispose();
writeSync(1, JSON.stringify({ resident, left, failures }));
