import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { EngineError, type TensorFlowBackend } from './index.ts';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

test('is the backend that tfjs chooses when the package is imported', () => {
  expect(tf.getBackend()).toBe('tensorflow');
  expect(tf.engine().registryFactory['tensorflow']?.priority).toBe(3);
});

test.each([
  ['float32', [1.5, -2, 0]],
  ['int32', [1, -2, 2147483647]],
  ['bool', [1, 0, 1]],
] as const)('values of %s survive the way in and out', async (dtype, values) => {
  const x = tf.tensor1d([...values], dtype);
  const y = tf.reshape(x, [1, 3]); // through the native side
  expect([...y.dataSync()]).toEqual(values);
  expect([...(await y.data())]).toEqual(values);
  expect(y.dtype).toBe(dtype);
  tf.dispose([x, y]);
});

test.each([
  ['float32', [1.5, -2, 0]],
  ['int32', [1, -2, 2147483647]],
  ['bool', [1, 0, 1]],
  ['string', ['a', '', 'a text that is longer than 22 bytes']],
] as const)('a tensor of %s moves from another backend and back, with its clones', (dtype, values) => {
  const backend = tf.backend() as TensorFlowBackend;
  const before = backend.numDataIds();
  try {
    tf.setBackend('cpu');
    const x = tf.tensor([...values], [3], dtype);
    const same = x.clone();
    tf.setBackend('tensorflow');
    const y = tf.concat([x, x]);
    expect(backend.refCount(x.dataId)).toBe(2);
    expect([...same.dataSync()]).toEqual(values);
    x.dispose();
    tf.setBackend('cpu');
    expect([...y.dataSync()]).toEqual([...values, ...values]);
    const z = tf.reshape(same, [1, 3]);
    tf.setBackend('tensorflow');
    expect([...tf.reshape(z, [3]).dataSync()]).toEqual(values);
    tf.dispose([same, y, z]);
  } finally {
    tf.setBackend('tensorflow');
  }
  expect(backend.numDataIds()).toBe(before + 1);
});

test('complex numbers move from another backend', () => {
  tf.setBackend('cpu');
  const x = tf.complex([1, 2], [3, 4]);
  tf.setBackend('tensorflow');
  tf.tidy(() => {
    expect([...tf.imag(tf.mul(x, x)).dataSync()]).toEqual([6, 16]);
  });
  x.dispose();
});

test('empty and 0-d tensors are tensors like others', () => {
  const empty = tf.add(tf.zeros([0, 3]), 1);
  expect(empty.shape).toEqual([0, 3]);
  expect([...empty.dataSync()]).toEqual([]);
  expect(tf.mul(tf.scalar(3), tf.scalar(4)).dataSync()[0]).toBe(12);
});

test('getNumOfTFTensors counts what is kept: clones share, kernels leave nothing', () => {
  const backend = tf.engine().backend as TensorFlowBackend;
  const before = backend.getNumOfTFTensors();
  const x = tf.tensor1d([1, 2, 3]);
  const y = tf.softmax(x);
  expect(backend.getNumOfTFTensors()).toBe(before + 2);
  const shared = y.clone();
  expect(backend.getNumOfTFTensors()).toBe(before + 2);
  tf.dispose([x, y]);
  expect(backend.getNumOfTFTensors()).toBe(before + 1);
  shared.dispose();
  expect(backend.getNumOfTFTensors()).toBe(before);
});

test('a clone lives on when its origin is disposed', () => {
  const x = tf.relu(tf.tensor1d([-1, 2]));
  const y = x.clone();
  x.dispose();
  expect([...y.dataSync()]).toEqual([0, 2]);
  y.dispose();
});

test('a read that has begun outlives the tensor', async () => {
  const reads: Promise<ArrayLike<number>>[] = [];
  tf.tidy(() => {
    const x = tf.square(tf.tensor1d([1, 2]));
    reads.push(x.data(), x.data());
  });
  const values = await Promise.all(reads);
  expect(values.map((value) => Array.from(value))).toEqual([
    [1, 4],
    [1, 4],
  ]);
});

test('a read value is the reader’s: writing to it does not change the tensor', () => {
  const x = tf.tensor1d([1, 2]);
  const values = x.dataSync();
  values[0] = 9;
  expect(x.dataSync()[0]).toBe(1);
  x.dispose();
});

test('await data() lets timers run, so that signals arrive in a loop that awaits only tensors', async () => {
  const x = tf.tensor1d([1]);
  let fired = false;
  setImmediate(() => (fired = true));
  await x.data();
  expect(fired).toBe(true);
  x.dispose();
});

test('tidy, dispose and errors leave no tensor behind', () => {
  const before = tf.memory().numTensors;
  const ids = tf.engine().backend.numDataIds();
  tf.tidy(() => {
    tf.sum(
      tf.square(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
      ),
    );
  });
  const a = tf.tensor2d([[1, 2]]);
  const b = tf.tensor2d([[1, 2, 3]]);
  expect(() => tf.tidy(() => tf.engine().runKernel('AddN', { a, b }))).toThrow(EngineError);
  tf.dispose([a, b]);
  expect(tf.memory().numTensors).toBe(before);
  // Fewer where tensors that earlier tests forgot were collected meanwhile.
  expect(tf.engine().backend.numDataIds()).toBeLessThanOrEqual(ids);
});

test("TensorFlow's refusal names the op, the reason and the inputs' types and shapes", () => {
  const a = tf.tensor2d([[1, 2]]);
  const b = tf.tensor2d([[1], [2], [3]]);
  expect(() => tf.engine().runKernel('AddN', { a, b })).toThrow(
    /TensorFlow's AddN refused its input \(float32 \[1, 2\], float32 \[3, 1\]\): .*shape/i,
  );
  // and the next call works
  expect([...tf.add(a, 1).dataSync()]).toEqual([2, 3]);
  tf.dispose([a, b]);
});

test('an attribute that is no whole number is refused before it reaches C', () => {
  const x = tf.tensor2d([[1, 2]]);
  expect(() => tf.engine().runKernel('Pack', { x }, { axis: 0.5 })).toThrow(
    /axis must be a whole number, got 0.5/,
  );
  x.dispose();
});

test('a disposed tensor is an error, not a crash', () => {
  const x = tf.tensor1d([1]);
  x.dispose();
  expect(() => tf.relu(x)).toThrow(/disposed/);
  expect(() => x.dataSync()).toThrow(/disposed/);
});

test('100,000 create, run, dispose cycles do not grow the process', async () => {
  const cycle = (): void => {
    const x = tf.tensor1d([1, 2, 3]);
    const y = tf.relu(x);
    x.dispose();
    y.dispose();
  };
  const cycles = async (): Promise<number> => {
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 1000; i++) cycle();
      await new Promise((done) => setImmediate(done)); // the finalization registry's turn
    }
    globalThis.gc?.();
    return process.memoryUsage().rss;
  };
  // The JavaScript heap grows in one round or the other, a leak in each. A leaked handle with its buffer is some 500 bytes
  // natively, 100 MB in 200,000 of them.
  const [first, second, third] = [await cycles(), await cycles(), await cycles()];
  expect(Math.min(second - first, third - second)).toBeLessThan(48 * 2 ** 20);
  // Fewer where earlier tests forgot tensors and they have been collected.
  expect(tf.engine().backend.numDataIds()).toBeLessThanOrEqual(tf.memory().numDataBuffers);
});

test('10,000 failing calls do not grow the process', () => {
  const a = tf.zeros([256, 256]);
  const b = tf.zeros([255, 255]);
  const fail = (): void => {
    try {
      tf.engine().runKernel('AddN', { a, b });
    } catch {
      // the point of the test
    }
  };
  for (let i = 0; i < 1_000; i++) fail();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 10_000; i++) fail();
  // A leaked output of 256 KiB a call would be 2.5 GB.
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 2 ** 20);
  tf.dispose([a, b]);
});
