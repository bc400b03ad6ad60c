import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { compile } from '../index.ts';
import type { TensorFlowBackend } from '../backend.ts';
import { newGraph } from './emit.ts';
import { Recorder } from './recorder.ts';
import { Trace } from './trace.ts';

beforeAll(() => tf.setBackend('tensorflow'));
beforeEach(() => tf.engine().startScope());
afterEach(() => {
  tf.disposeVariables();
  tf.engine().endScope();
});

const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const slow = (x: tf.Tensor): tf.Tensor => {
  let product = tf.ones([400, 400]) as tf.Tensor2D;
  for (let index = 0; index < 20; index++) product = tf.mul(tf.matMul(product, product), 1 / 400);
  return tf.mul(x, tf.mean(product));
};

/** What a tensor from outside is in a recording. */
function inRecording(tensor: tf.Tensor): string {
  const { context, tensors } = (tf.engine().backend as TensorFlowBackend).compiling();
  const graph = newGraph();
  const trace = new Trace(graph);
  const value = new Recorder(context, tensors, trace).value(tensor);
  for (const { source } of trace.inputs) if (source.kind === 'captured') context.delete(source.handle);
  graph.close();
  return trace.inputs[0]?.source.kind ?? value.node.op;
}

test('sync() is refused while a running call changes what it needs, and works for all else', async () => {
  const w = tf.variable(tf.scalar(1), true, 'w_settled');
  const other = tf.variable(tf.scalar(5));
  const step = compile((x: tf.Tensor) => {
    w.assign(tf.add(w, slow(x)));
    return w;
  });
  const read = compile((x: tf.Tensor) => tf.add(w, x));
  const unrelated = compile((x: tf.Tensor) => {
    other.assign(tf.add(other, x));
    return other;
  });
  const x = tf.scalar(1);
  for (const one of [step, read, unrelated]) one.sync(x);
  const running = step(x);
  const sentence =
    'sync() was called while another call that changes the variable w_settled is running; await that call first.';
  expect(() => step.sync(x)).toThrow(sentence);
  expect(() => read.sync(x)).toThrow(sentence);
  expect(values(unrelated.sync(x))).toEqual([7]);
  expect(values(w)).toEqual([2]);
  expect(values(tf.mul(w, 3))).toEqual([6]);
  expect(values(await running)[0]).toBeCloseTo(3, 3);
  expect(values(read.sync(x))[0]).toBeCloseTo(4, 3);
  for (const one of [step, read, unrelated]) one.dispose();
});

test('a write from outside is seen by the next call; one during a call stays, and that call does not undo it', async () => {
  const w = tf.variable(tf.scalar(1));
  const count = tf.variable(tf.scalar(0));
  const step = compile((x: tf.Tensor) => {
    count.assign(tf.add(count, 1));
    w.assign(tf.add(w, slow(x)));
    return tf.add(w, 0);
  });
  const x = tf.scalar(1);
  step.sync(x);
  w.assign(tf.scalar(10));
  expect(values(step.sync(x))[0]).toBeCloseTo(11, 3);
  const running = step(x);
  w.assign(tf.scalar(100));
  expect(values(w)).toEqual([100]);
  expect(values(await running)[0]).toBeCloseTo(12, 3);
  expect([...values(w), ...values(count)]).toEqual([100, 3]);
  expect(values(await step(x))[0]).toBeCloseTo(101, 3);
  const last = step(x);
  w.dispose();
  expect(values(await last)[0]).toBeCloseTo(102, 3);
  expect(values(count)).toEqual([5]);
  step.dispose();
});

test('two compiled functions share variables, in the order of their calls', async () => {
  const w = tf.variable(tf.scalar(1));
  const double = compile((x: tf.Tensor) => {
    w.assign(tf.mul(tf.mul(w, 2), tf.mean(x)));
    return tf.add(w, 0);
  });
  const add = compile((x: tf.Tensor) => {
    w.assign(tf.add(w, tf.mean(x)));
    return tf.add(w, 0);
  });
  const x = tf.ones([2]);
  const calls = [double(x), add(x), double(x), add(x), double(x)];
  expect((await Promise.all(calls)).flatMap(values)).toEqual([2, 3, 6, 7, 14]);
  expect(values(add.sync(x))).toEqual([15]);
  expect(values(w)).toEqual([15]);
  double.dispose();
  add.dispose();
});

test('variables and tensors that share their data before the recording do not share what a call assigns', async () => {
  const run = async (compiles: boolean): Promise<number[][]> => {
    const start = tf.tensor1d([1, 2]);
    const v = tf.variable(start);
    const copy = tf.variable(v);
    const target = tf.variable(tf.zeros([2]));
    target.assign(v);
    const clone = v.clone();
    const step = (x: tf.Tensor): tf.Tensor => {
      v.assign(tf.add(v, x));
      copy.assign(target as tf.Tensor1D);
      target.assign(v as tf.Tensor1D);
      return tf.add(clone, start);
    };
    const compiled = compile(step);
    const x = tf.tensor1d([10, 20]);
    const all: number[][] = [];
    for (let index = 0; index < 3; index++) {
      const result = compiles ? await compiled(x) : step(x);
      all.push(...[result, v, copy, target, clone, start].map(values));
    }
    v.assign(tf.zeros([2]));
    all.push(...[copy, target].map(values));
    compiled.dispose();
    return all;
  };
  expect(await run(true)).toEqual(await run(false));
});

test('two variables swap, and one that is assigned twice is what it is without compile', () => {
  const [a, b, c] = [1, 2, 3].map((value) => tf.variable(tf.scalar(value))) as [
    tf.Variable,
    tf.Variable,
    tf.Variable,
  ];
  const compiled = compile(() => {
    const old = a.clone();
    a.assign(b);
    b.assign(old);
    c.assign(tf.mul(c, 2));
    c.assign(tf.add(c, 1));
  });
  expect(compiled.sync()).toBeUndefined();
  expect([a, b, c].flatMap(values)).toEqual([2, 1, 7]);
  compiled.sync();
  expect([a, b, c].flatMap(values)).toEqual([1, 2, 15]);
  a.assign(tf.scalar(9));
  expect([a, b, c].flatMap(values)).toEqual([9, 2, 15]);
  compiled.dispose();
});

test('a large tensor from outside is an input, not a constant, and stays what it was', async () => {
  const large = tf.randomUniform([1000, 20], -1, 1, 'float32', 1);
  const small = tf.tensor1d([1, 2, 3]);
  values(large);
  expect([large, small].map(inRecording)).toEqual(['captured', 'Const']);
  const expected = values(tf.sum(large))[0] as number;
  const compiled = compile((x: tf.Tensor) => tf.add(tf.sum(large), tf.mean(tf.mul(small, x))));
  const x = tf.ones([3]);
  compiled.sync(x);
  large.dispose();
  small.dispose();
  expect(values(compiled.sync(x))[0]).toBeCloseTo(expected + 2, 3);
  expect(values(await compiled(x))[0]).toBeCloseTo(expected + 2, 3);
  compiled.dispose();
});

test('a variable that is made inside is made once, and lives on', () => {
  let made: tf.Variable | undefined;
  const compiled = compile((x: tf.Tensor) => {
    made ??= tf.variable(tf.mul(x, 10));
    made.assign(tf.add(made, 1));
    return tf.add(made, x);
  });
  const x = tf.scalar(1);
  expect([x, x, x].flatMap((one) => values(compiled.sync(one)))).toEqual([12, 13, 14]);
  expect(values(made as tf.Variable)).toEqual([13]);
  compiled.dispose();
  expect(values(made as tf.Variable)).toEqual([13]);
});
