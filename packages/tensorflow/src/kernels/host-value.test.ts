import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { compile } from '../index.ts';
import { HOST_VALUE } from './host-value.ts';

interface Attributes {
  readonly read: () => ArrayLike<number>;
  readonly settled?: (numbers: ArrayLike<number>, succeeded: boolean) => void;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

beforeAll(() => tf.setBackend('tensorflow'));

const [{ kernelName } = { kernelName: '' }] = HOST_VALUE;
const hostValue = (attributes: Attributes): tf.Tensor =>
  tf.engine().runKernel(kernelName, {}, attributes as object as tf.NamedAttrMap);

test.each([
  ['int32', [3, -1, 4294967295, 2], [3, -1, -1, 2]],
  ['float32', [0.5, Number.NaN, -0, Infinity], [0.5, Number.NaN, -0, Infinity]],
] as const)('%s: the numbers are read at once where ops are computed at once', (dtype, numbers, values) => {
  const settled: unknown[] = [];
  const tensor = hostValue({
    read: () => numbers,
    settled: (...args) => settled.push(args),
    shape: [2, 2],
    dtype,
  });
  expect([tensor.dtype, tensor.shape, [...tensor.dataSync()]]).toEqual([dtype, [2, 2], values]);
  expect(settled).toEqual([[numbers, true]]);
  tensor.dispose();
});

test('a compiled function reads once at each call, in the order of recording, and never while it is recorded', async () => {
  const log: string[] = [];
  let count = 0;
  const value = (name: string): tf.Tensor =>
    hostValue({
      read: () => {
        log.push(`${name} reads`);
        return [count++];
      },
      settled: ({ 0: number }, succeeded) => log.push(`${name} ${number} ${succeeded}`),
      shape: [],
      dtype: 'int32',
    });
  let recorded: string[] | undefined;
  const compiled = compile((x: tf.Tensor) => {
    const [a, b] = [value('a'), value('b')];
    recorded = [...log];
    return tf.stack([x, tf.mul(b, tf.scalar(10, 'int32')), a]);
  });
  const x = tf.scalar(7, 'int32');
  expect([...compiled.sync(x).dataSync()]).toEqual([7, 10, 0]);
  expect(recorded).toEqual([]);
  expect(log).toEqual(['a reads', 'b reads', 'a 0 true', 'b 1 true']);
  expect([...(await compiled(x)).dataSync()]).toEqual([7, 30, 2]);
  expect(compiled.recordings).toBe(1);
  compiled.dispose();
});

test('a call that fails tells so, also one whose numbers are not as many as they were', () => {
  const log: string[] = [];
  let numbers = [1, 2];
  const make = (name: string): tf.Tensor =>
    hostValue({
      read: () => numbers,
      settled: (given, succeeded) => log.push(`${name} ${given.length} ${succeeded}`),
      shape: [2],
      dtype: 'int32',
    });
  const fn = (logits: tf.Tensor): tf.Tensor => {
    const labels = make('labels');
    const inputs = { logits, labels };
    const [loss] = tf.engine().runKernel('SparseSoftmaxCrossEntropyWithLogits', inputs) as tf.Tensor[];
    return loss as tf.Tensor;
  };
  const compiled = compile(fn);
  const logits = tf.zeros([2, 3]);
  numbers = [1, 3];
  expect(() => compiled.sync(logits)).toThrow(/SparseSoftmaxCrossEntropyWithLogits.* label value of 3/);
  numbers = [1];
  const sentence = 'HostValue read 1 numbers, and its shape [2] needs 2; answer as many.';
  expect(() => compiled.sync(logits)).toThrow(sentence);
  expect(log).toEqual(['labels 2 false', 'labels 1 false']);
  expect(() => make('eager')).toThrow(sentence);
  numbers = [1, 2];
  expect(compiled.sync(logits).dataSync()[0]).toBeCloseTo(Math.log(3), 5);
  compiled.dispose();
});
