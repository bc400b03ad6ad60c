import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { TensorFlowBackend } from '../backend.ts';
import { compile } from '../index.ts';
import { TF_BFLOAT16, TF_FLOAT } from '../native/data-types.ts';
import { inBfloat16 } from './bfloat16.ts';
import { needed } from './emit.ts';
import { isVariable, record } from './record.ts';
import { valuesOf, type RecordedNode, type Value } from './recorded-node.ts';
import { takenApart } from './structure.ts';

const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

/** What a function's recording is after the rewrite. */
function rewritten(fn: (...args: tf.Tensor[]) => unknown, ...args: tf.Tensor[]) {
  const backend = tf.backend();
  if (!(backend instanceof TensorFlowBackend)) throw new Error('The backend of these tests is ours.');
  let [before, after]: (readonly Value[])[] = [[], []];
  record({
    backend,
    fn,
    args,
    taken: takenApart(args, isVariable),
    rewrite: (outputs) => (after = inBfloat16((before = outputs))),
  }).program.close();
  const nodes = needed(after ?? []);
  const typesOf = (op: string) => nodes.filter((node) => node.op === op).map((node) => node.outputs[0]?.type);
  return { before: before ?? [], after: after ?? [], nodes, typesOf, casts: castsOf(nodes) };
}

/** Casts in a recording, from one type number to another. */
function castsOf(nodes: readonly RecordedNode[]): string[] {
  return nodes
    .filter(({ op }) => op === 'Cast')
    .map((node) => `${valuesOf(node)[0]?.type} to ${node.outputs[0]?.type} of ${valuesOf(node)[0]?.node.op}`)
    .sort();
}

test('images, weights and results are cast once, and ops between convolutions not at all', () => {
  const [w, v] = [tf.variable(random([3, 3, 3, 8], 1)), tf.variable(random([3, 3, 8, 8], 2))];
  const { typesOf, casts, after } = rewritten(
    (x) => {
      const first = tf.relu(
        tf.conv2d(
          tf.pad(x as tf.Tensor4D, [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ]),
          w as tf.Tensor4D,
          1,
          'valid',
        ),
      );
      const pooled = tf.maxPool(first as tf.Tensor4D, 2, 2, 'same');
      return tf.add(tf.conv2d(pooled, v as tf.Tensor4D, 1, 'same'), pooled);
    },
    random([2, 8, 8, 3], 3),
  );
  for (const op of ['Conv2D', 'PadV2', 'Relu', 'MaxPool', 'AddV2'])
    expect([op, ...new Set(typesOf(op))]).toEqual([op, TF_BFLOAT16]);
  expect(casts).toEqual([
    ...Array<string>(3).fill(`${TF_FLOAT} to ${TF_BFLOAT16} of Placeholder`),
    `${TF_BFLOAT16} to ${TF_FLOAT} of AddV2`,
  ]);
  expect(after.map(({ type }) => type)).toEqual([TF_FLOAT]);
  tf.dispose([w, v]);
});

test('gradients of weights are float32 before they are decayed or added to a velocity', () => {
  const w = tf.variable(random([3, 3, 4, 4], 1));
  const dense = tf.variable(random([4, 5], 2));
  const { nodes, before, after, casts } = rewritten(
    (x) => {
      const { value, grads } = tf.variableGrads(() => {
        const features = tf.mean(tf.relu(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')), [1, 2]);
        return tf.mean(tf.square(tf.matMul(features as tf.Tensor2D, dense as tf.Tensor2D))) as tf.Scalar;
      });
      for (const variable of [w, dense])
        variable.assign(tf.sub(variable, tf.mul(grads[variable.name] as tf.Tensor, 0.1)));
      return value;
    },
    random([2, 8, 8, 4], 3),
  );
  expect(after.map(({ type }) => type)).toEqual(before.map(() => TF_FLOAT));
  const isWide = (op: string): boolean =>
    nodes.filter((node) => node.op === op).every(({ outputs }) => outputs[0]?.type === TF_FLOAT);
  expect(['Mul', 'Sub', 'Mean', 'Square'].map(isWide)).toEqual([true, true, true, true]);
  expect(casts).toContain(`${TF_BFLOAT16} to ${TF_FLOAT} of Conv2DBackpropFilter`);
  // A cast for the same value and type is made once.
  const keys = nodes
    .filter(({ op }) => op === 'Cast')
    .map((node) => [valuesOf(node)[0], node.outputs[0]?.type]);
  for (const [source, type] of keys)
    expect(keys.filter(([other, otherType]) => other === source && otherType === type)).toHaveLength(1);
  tf.dispose([w, dense]);
});

test('what is compared with a result, a softmax and losses are float32', () => {
  const w = tf.variable(random([4, 4], 1));
  const { typesOf } = rewritten(
    (x, y) => {
      const logits = tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D);
      return [tf.softmax(logits), tf.sub(logits, y), tf.mean(tf.sub(y, tf.relu(logits)))];
    },
    random([8, 4], 2),
    random([8, 4], 3),
  );
  expect(typesOf('BatchMatMulV2')).toEqual([TF_BFLOAT16]);
  for (const op of ['Softmax', 'Sub', 'Mean']) expect(new Set(typesOf(op))).toEqual(new Set([TF_FLOAT]));
  w.dispose();
});

test('the mask of dropout is cast from its truth values, not from float32', () => {
  const w = tf.variable(random([1, 1, 4, 4], 1));
  const { typesOf, casts } = rewritten(
    (x, noise) => {
      const mask = tf.mul(tf.cast(tf.less(noise, 0.5), 'float32'), 2);
      return tf.mul(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), mask);
    },
    random([2, 4, 4, 4], 2),
    random([2, 4, 4, 4], 3),
  );
  expect(typesOf('Mul')).toEqual([TF_BFLOAT16, TF_BFLOAT16]);
  expect(casts).toContain(`10 to ${TF_BFLOAT16} of Less`);
  expect(casts).not.toContain(`${TF_FLOAT} to ${TF_BFLOAT16} of Mul`);
  w.dispose();
});

test('whole numbers, truth values, texts and float32 arithmetic stay as they are, op for op', () => {
  const { before, after } = rewritten(
    (a, b, t) => [
      tf.add(tf.cast(a, 'int32'), 3),
      tf.pad(tf.cast(b, 'int32'), [[1, 1]]),
      tf.logicalAnd(tf.greater(a, 0), true),
      tf.relu(tf.mul(a, b)),
      tf.reshape(t, [2, 1]),
    ],
    random([4], 1),
    random([4], 2),
    tf.tensor(['a', 'b']),
  );
  expect(after).toEqual(before);
  expect(needed(after)).toEqual(needed(before));
});

test('local response normalization, which has no other kernel, is float32 between convolutions', () => {
  const w = tf.variable(random([3, 3, 8, 8], 1));
  const net = (x: tf.Tensor) => {
    const conv = (y: tf.Tensor4D) => tf.conv2d(y, w as tf.Tensor4D, 1, 'same');
    return tf.mean(tf.square(conv(tf.localResponseNormalization(conv(x as tf.Tensor4D)))));
  };
  const x = random([2, 6, 6, 8], 2);
  expect(rewritten(net, x).typesOf('LRN')).toEqual([TF_FLOAT]);
  const result = compile(net, { precision: 'bfloat16' }).sync(x);
  expect(Math.abs((result.dataSync()[0] as number) / (net(x).dataSync()[0] as number) - 1)).toBeLessThan(
    1e-2,
  );
  w.dispose();
});

test('the gradient of biases is a product with ones, near the sum in float32', () => {
  const [w, bias] = [tf.variable(random([3, 3, 3, 16], 1)), tf.variable(tf.zeros([16]))];
  const gradient = (x: tf.Tensor) =>
    tf.variableGrads(() =>
      tf.sum(tf.square(tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), bias)))),
    ).grads[bias.name] as tf.Tensor;
  const x = random([8, 32, 32, 3], 2);
  const { typesOf } = rewritten(gradient, x);
  expect(typesOf('MatMul')).toEqual([TF_BFLOAT16]);
  expect(typesOf('Sum')).toEqual([]);
  const [narrow, wide] = [compile(gradient, { precision: 'bfloat16' }).sync(x), gradient(x)];
  expect(narrow.shape).toEqual([16]);
  expect(narrow.dtype).toBe('float32');
  for (const [index, value] of wide.dataSync().entries())
    expect(Math.abs((narrow.dataSync()[index] as number) / value - 1)).toBeLessThan(1e-2);
  tf.dispose([w, bias]);
});
