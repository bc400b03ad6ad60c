import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { compile, randomNormal, randomUniform, truncatedNormal } from '../index.ts';

beforeAll(() => tf.setBackend('tensorflow'));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

test.each([randomNormal, randomUniform, truncatedNormal])(
  '%o with a tensor as stream draws what it draws with the number, compiled or not',
  async (draw) => {
    const fn = (stream: tf.Tensor) => draw<tf.Rank.R1>({ shape: [50], seed: 2 ** 32 - 3, stream });
    const compiled = compile(fn);
    for (const stream of [0, 1, -1, 2 ** 31 - 1]) {
      const expected = values(draw<tf.Rank.R1>({ shape: [50], seed: -3, stream }));
      const tensor = tf.scalar(stream, 'int32');
      expect(values(fn(tensor))).toEqual(expected);
      expect(values(compiled.sync(tensor))).toEqual(expected);
      expect(values(await compiled(tensor))).toEqual(expected);
    }
    expect(compiled.recordings).toBe(1);
    compiled.dispose();
  },
);

test('noise whose stream is a variable is another one at each call, the same as without compile', async () => {
  const run = async (compiles: boolean): Promise<number[][]> => {
    const count = tf.variable(tf.scalar(0, 'int32'), false);
    const step = (x: tf.Tensor): tf.Tensor =>
      tf.tidy(() => {
        count.assign(tf.add(count, tf.scalar(1, 'int32')));
        return tf.add(x, randomNormal({ shape: [4], seed: 0, stream: count, standardDeviation: 0.1 }));
      });
    const compiled = compile(step);
    const x = tf.zeros([4]);
    const drawn: number[][] = [];
    for (let index = 0; index < 3; index++) drawn.push(values(compiles ? await compiled(x) : step(x)));
    compiled.dispose();
    count.dispose();
    return drawn;
  };
  const eager = await run(false);
  expect(new Set(eager.map(String)).size).toBe(3);
  expect(await run(true)).toEqual(eager);
});

test('noise in a loss is not in the way of gradients', () => {
  const w = tf.variable(tf.ones([3]));
  const step = (stream: tf.Tensor) =>
    tf.variableGrads(
      () => tf.sum(tf.mul(w, randomUniform<tf.Rank.R1>({ shape: [3], seed: 1, stream }))) as tf.Scalar,
      [w],
    ).grads[w.name] as tf.Tensor;
  const compiled = compile(step);
  const stream = tf.scalar(5, 'int32');
  expect(values(compiled.sync(stream))).toEqual(
    values(randomUniform<tf.Rank.R1>({ shape: [3], seed: 1, stream: 5 })),
  );
  compiled.dispose();
  w.dispose();
});

test.each([
  [() => tf.scalar(1), 'got a tensor of float32 []'],
  [() => tf.tensor1d([1, 2], 'int32'), 'got a tensor of int32 [2]'],
  [() => tf.scalar(true), 'got a tensor of bool []'],
])('a stream that is no int32 scalar is refused, compiled or not', (make, got) => {
  const stream = make();
  const fn = (given: tf.Tensor) => randomNormal<tf.Rank.R1>({ shape: [2], seed: 0, stream: given });
  const compiled = compile(fn);
  const message = `The stream must be a whole number or an int32 scalar, ${got}; cast or reshape it.`;
  expect(() => fn(stream)).toThrow(message);
  expect(() => compiled.sync(stream)).toThrow(message);
  compiled.dispose();
});
