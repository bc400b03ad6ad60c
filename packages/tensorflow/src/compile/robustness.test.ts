import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { compile, type TensorFlowBackend } from '../index.ts';

beforeAll(() => tf.setBackend('tensorflow'));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const rejection = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'nothing',
    (error: unknown) => (error as Error).message,
  );

test('a disposed argument is named by its place', async () => {
  const compiled = compile((batch: { images: tf.Tensor; labels: readonly tf.Tensor[] }) => batch.images);
  const batch = { images: tf.ones([2]), labels: [tf.ones([1]), tf.zeros([3, 1], 'int32')] };
  compiled.sync(batch);
  batch.labels[1]?.dispose();
  const sentence =
    'The argument [0].labels[1] of a compiled function, int32 [3, 1], has been disposed; give it one that is not.';
  expect(() => compiled.sync(batch)).toThrow(sentence);
  expect(await rejection(compiled(batch))).toBe(sentence);
  compiled.dispose();
});

test('a disposed variable is named, as an argument and inside', async () => {
  const w = tf.variable(tf.ones([2]), true, 'w_robust');
  const other = tf.variable(tf.ones([2]), true, 'other_robust');
  const compiled = compile((x: tf.Tensor, given: tf.Variable) => tf.add(tf.mul(x, w), given));
  const x = tf.ones([2]);
  expect([...compiled.sync(x, other).dataSync()]).toEqual([2, 2]);
  w.dispose();
  const sentence =
    'The compiled function uses the variable w_robust, which has been disposed; compile the function anew.';
  expect(() => compiled.sync(x, other)).toThrow(sentence);
  expect(await rejection(compiled(x, other))).toBe(sentence);
  compiled.dispose();
  other.dispose();
});

const checkNumerics = (x: tf.Tensor): tf.Tensor => {
  const backend = tf.engine().backend as TensorFlowBackend;
  const message = { kind: 'string', value: 'the loss' } as const;
  return tf.engine().makeTensorFromTensorInfo(backend.run1('CheckNumerics', [x], { message }), backend);
};
const crossEntropy = (logits: tf.Tensor, labels: tf.Tensor): tf.Tensor =>
  (
    tf.engine().runKernel('SparseSoftmaxCrossEntropyWithLogits', { logits, labels }) as tf.Tensor[]
  )[0] as tf.Tensor;

test.each([
  [
    'a label out of range',
    (w: tf.Tensor, labels: tf.Tensor) => crossEntropy(tf.reshape(w, [1, 3]), labels),
    tf.tensor1d([2], 'int32'),
    tf.tensor1d([7], 'int32'),
    /SparseSoftmaxCrossEntropyWithLogits.*, in a compiled function, refused its input: Received a label value of 7/,
  ],
  [
    'a check for NaN',
    (w: tf.Tensor, x: tf.Tensor) => checkNumerics(tf.sum(tf.mul(w, x))),
    tf.tensor1d([1, 2, 3]),
    tf.tensor1d([1, Number.NaN, 3]),
    /CheckNumerics.*, in a compiled function, refused its input: the loss : Tensor had NaN values/,
  ],
])(
  '%s inside: the op is named, no variable changes, and all works after it',
  async (_what, loss, good, bad, sentence) => {
    const w = tf.variable(tf.tensor1d([1, 2, 4]));
    const count = tf.variable(tf.scalar(0), false);
    const step = (data: tf.Tensor): tf.Tensor => {
      count.assign(tf.add(count, 1));
      return tf.tidy(() => {
        const at = loss(w, data);
        w.assign(tf.sub(w, 0.5) as tf.Tensor1D);
        return tf.sum(at);
      });
    };
    const compiled = compile(step);
    compiled.sync(good);
    const state = (): number[] => [...w.dataSync(), ...count.dataSync()];
    const before = state();
    expect(before).toEqual([0.5, 1.5, 3.5, 1]);
    const memory = tf.memory();
    expect(() => compiled.sync(bad)).toThrow(sentence);
    expect(await rejection(compiled(bad))).toMatch(sentence);
    expect(state()).toEqual(before);
    expect(tf.memory()).toEqual(memory);
    expect([...tf.add(w, 1).dataSync()]).toEqual([1.5, 2.5, 4.5]);
    await compiled(good);
    compiled.sync(good);
    expect(state()).toEqual([-0.5, 0.5, 2.5, 3]);
    expect(compiled.recordings).toBe(1);
    compiled.dispose();
    tf.dispose([w, count]);
  },
);

/** A call that takes a while, so that something can happen meanwhile. */
const longProduct = (x: tf.Tensor): tf.Tensor => {
  let product = x as tf.Tensor2D;
  for (let index = 0; index < 30; index++) product = tf.mul(tf.matMul(product, product), 1 / 500);
  return tf.mean(product);
};

test('dispose() while one call runs and another waits: the first ends, the second is refused', async () => {
  const compiled = compile(longProduct);
  const x = tf.ones([500, 500]);
  const [first, second] = [compiled(x), compiled(x)];
  compiled.dispose();
  const sentence = 'The compiled function has been disposed; compile it anew.';
  expect(() => compiled.sync(x)).toThrow(sentence);
  expect(await rejection(second)).toBe(sentence);
  expect((await first).dataSync()[0]).toBeCloseTo(1, 2);
  expect(await rejection(compiled(x))).toBe(sentence);
  compiled.dispose();
  expect(compiled.recordings).toBe(0);
});

test('what calls were given may be disposed as soon as they were made', async () => {
  const compiled = compile((x: tf.Tensor, y: tf.Tensor) => tf.add(longProduct(x), y));
  const before = tf.memory();
  const calls = [1, 2, 3].map((value) => {
    const [x, y] = [tf.ones([500, 500]), tf.scalar(value)];
    const call = compiled(x, y);
    tf.dispose([x, y]);
    return call;
  });
  const results = await Promise.all(calls);
  expect(results.map((result) => Math.round(result.dataSync()[0] as number))).toEqual([2, 3, 4]);
  tf.dispose(results);
  expect(tf.memory()).toEqual(before);
  compiled.dispose();
});

test('an error of a call that is running does not stop those that wait', async () => {
  const compiled = compile((labels: tf.Tensor) => crossEntropy(tf.zeros([1, 3]), labels));
  const [bad, good] = [tf.tensor1d([5], 'int32'), tf.tensor1d([1], 'int32')];
  const calls = [compiled(bad), compiled(good), compiled(bad), compiled(good)].map((call) =>
    call.then(
      (loss) => loss.dataSync()[0]?.toFixed(3),
      () => 'refused',
    ),
  );
  expect(await Promise.all(calls)).toEqual(['refused', '1.099', 'refused', '1.099']);
  compiled.dispose();
});

test('more signatures than are kept: the one that was not used for the longest time is recorded anew', async () => {
  let recorded = 0;
  const compiled = compile((x: tf.Tensor, factor: number) => {
    recorded++;
    return tf.mul(x, factor);
  });
  const x = tf.scalar(2);
  const running = compiled(x, 0);
  for (let factor = 0; factor < 70; factor++) {
    expect(compiled.sync(x, factor).dataSync()[0]).toBe(2 * factor);
    compiled.sync(x, 1);
  }
  expect([recorded, compiled.recordings]).toEqual([70, 64]);
  expect((await running).dataSync()[0]).toBe(0);
  expect(compiled.sync(x, 1).dataSync()[0]).toBe(2);
  expect(recorded).toBe(70);
  expect(compiled.sync(x, 2).dataSync()[0]).toBe(4);
  expect([recorded, compiled.recordings]).toEqual([71, 64]);
  compiled.dispose();
});
