import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { compile, type EngineError } from '../index.ts';

beforeAll(() => tf.setBackend('tensorflow'));

const kept: tf.Tensor[] = [];
const v = (): tf.Variable => tf.variable(tf.tensor1d([1, 2, 3]));

/** What a function cannot do while it is recorded, with what the refusal says. */
const REFUSED: Readonly<
  Record<string, readonly [fn: (x: tf.Tensor, w: tf.Variable) => unknown, sentence: RegExp]>
> = {
  'reads a value': [
    (x) => (tf.mul(x, 2).dataSync()[0] as number) > 1,
    /A tensor of float32 \[3\], made by Mul, has no values to read.*Return the tensor/,
  ],
  'reads an argument': [(x) => x.arraySync(), /made by Placeholder in argument, has no values/],
  'reads a variable': [(_x, w) => w.dataSync(), /made by the variable in \d+, has no values/],
  'reads with data()': [(x) => x.data(), /answers a promise/],
  'awaits a value': [async (x) => (await x.data())[0], /answers a promise/],
  'reads with print()': [(x) => x.print(), /has no values to read/],
  'draws with Math.random': [(x) => tf.mul(x, Math.random()), /random number that JavaScript draws/],
  'draws with tf.randomNormal': [
    (x) => tf.add(x, tf.randomNormal([3])),
    /randomNormal or randomUniform of @skipjack\/tensorflow with a tensor as stream/,
  ],
  'draws with tf.dropout': [(x) => tf.dropout(x, 0.5), /the Dropout layer of @skipjack\/blocks/],
  'keeps a tensor': [(x) => kept.push(tf.keep(tf.mul(x, 2))), /keeps a tensor for later \(1 of them/],
  'keeps a tensor twice': [
    (x) => {
      const doubled = tf.keep(tf.mul(x, 2));
      kept.push(doubled, tf.keep(doubled.clone()), tf.keep(tf.reshape(doubled, [3, 1])));
    },
    /keeps a tensor for later/,
  ],
  'runs tf.whereAsync': [(x) => tf.whereAsync(tf.greater(x, 1)), /answers a promise/],
  'runs tf.booleanMaskAsync': [(x) => tf.booleanMaskAsync(x, tf.greater(x, 1)), /answers a promise/],
  'runs an op whose result depends on values': [
    (x) => tf.unique(x).values,
    /cannot record Unique\w*: the shape of its result depends on the values/,
  ],
  'disposes a variable': [(_x, w) => w.dispose(), /disposes the variable \d+, which was made outside/],
  'disposes a variable that it assigned': [
    (x, w) => {
      w.assign(x as tf.Tensor1D);
      w.dispose();
    },
    /disposes the variable \d+, which was made outside/,
  ],
  'throws itself': [
    (x, w) => {
      w.assign(tf.zeros([3]));
      kept.push(tf.keep(tf.mul(x, 2)));
      throw new RangeError('of its own');
    },
    /of its own/,
  ],
  'gives TensorFlow what it does not take': [
    (x) => tf.engine().runKernel('AddN', [x, tf.zeros([2])] as never),
    /AddN of float32 \[3\], float32 \[2\].* while a function was recorded/,
  ],
  'answers a typed array': [() => new Float32Array(3), /got a Float32Array as result: make a tensor of it/],
  'answers what holds itself': [
    () => {
      const ring: unknown[] = [];
      ring.push(ring);
      return ring;
    },
    /result.*holds itself/,
  ],
};

test.each(Object.entries(REFUSED))(
  'a function that %s is refused, and everything outside is as before',
  async (_what, [fn, sentence]) => {
    const w = v();
    const x = tf.tensor1d([3, 4, 5]);
    const optimizer = tf.train.momentum(0.1, 0.9);
    const loss = (): tf.Scalar => tf.sum(tf.square(w)) as tf.Scalar;
    optimizer.minimize(loss, false, [w]);
    const before = { ...tf.memory(), data: tf.engine().backend.numDataIds(), values: [...w.dataSync()] };
    const { random } = Math;
    const compiled = compile((given: tf.Tensor) => fn(given, w));
    for (const call of [() => compiled(x), async () => compiled.sync(x), () => compiled(x)]) {
      const error: unknown = await call().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toMatch(sentence);
      if (!/of its own|typed|AddN|result/.test((error as Error).message))
        expect((error as EngineError).code).toBe('NOT_RECORDABLE');
      const after = { ...tf.memory(), data: tf.engine().backend.numDataIds(), values: [...w.dataSync()] };
      expect(after).toEqual(before);
    }
    expect(compiled.recordings).toBe(0);
    expect(Math.random).toBe(random);
    const { iterations } = optimizer;
    optimizer.minimize(loss, false, [w]);
    expect(optimizer.iterations).toBe(iterations + 1);
    expect([...w.dataSync()]).not.toEqual(before.values);
    compiled.dispose();
    optimizer.dispose();
    tf.dispose([w, x]);
  },
);

test('a compiled function is called with sync() inside of another, and is part of its graph', async () => {
  const inner = compile((x: tf.Tensor) => tf.mul(x, 3));
  const outer = compile((x: tf.Tensor) => tf.add(inner.sync(x), 1));
  const x = tf.tensor1d([1, 2]);
  expect([...(await outer(x)).dataSync()]).toEqual([4, 7]);
  expect([inner.recordings, outer.recordings]).toEqual([0, 1]);
  const wrong = compile((y: tf.Tensor) => {
    void inner(y);
    return y;
  });
  expect(() => wrong.sync(x)).toThrow('call its sync() there');
  expect([...inner.sync(x).dataSync()]).toEqual([3, 6]);
  for (const one of [inner, outer, wrong]) one.dispose();
});

test('what is no function, no precision and no backend that compiles is refused', async () => {
  expect(() => compile(3 as never)).toThrow('compile() takes a function of tensors, got number.');
  expect(() => compile(() => 0, { precision: 'float16' as never })).toThrow(
    "precision must be 'float32' or 'bfloat16', got \"float16\".",
  );
  const compiled = compile((x: tf.Tensor) => x);
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  expect(() => compiled.sync(tf.scalar(1))).toThrow(
    "A compiled function needs the backend 'tensorflow', the active one is 'cpu'; call tf.setBackend('tensorflow').",
  );
  await tf.setBackend('tensorflow');
  expect(compiled.sync(tf.scalar(1)).dataSync()[0]).toBe(1);
  compiled.dispose();
});
