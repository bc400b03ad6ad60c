import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testRows } from '../../test/compare-backends.ts';
import { int, refusal, run } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';
import { RAGGED } from './ragged.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

const gather = (splits: number[][], values: tf.Tensor, indices: tf.Tensor): tf.Tensor[] => {
  const rank = splits.length + indices.rank - 1;
  const nested = splits.map((row) => tf.tensor1d(row, 'int32'));
  const { outputNestedSplits, outputDenseValues } = tf.raggedGather(nested, values, indices, rank);
  return [...outputNestedSplits, outputDenseValues];
};
const range = (...operands: [tf.Tensor, tf.Tensor, tf.Tensor]): tf.Tensor[] =>
  Object.values(tf.raggedRange(...(operands as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D])));
const dense = (
  shape: number[],
  values: tf.Tensor | string[],
  partitions: readonly (readonly [type: string, values: number | number[]])[],
  defaultValue: tf.Tensor | number | string = 9,
): tf.Tensor =>
  tf.raggedTensorToTensor(
    shape,
    values as tf.Tensor,
    defaultValue as tf.Tensor,
    partitions.map(([, rows]) => tf.tensor(rows, undefined, 'int32')),
    partitions.map(([type]) => type),
  );

testRows(RAGGED, [
  {
    kernel: 'RaggedGather',
    title: 'rows',
    run: () => gather([[0, 3, 3, 7, 9]], sample([9]), int(2, 1, 0, 3, 2)),
  },
  {
    kernel: 'RaggedGather',
    title: 'two ragged axes, a matrix of indices',
    run: () =>
      gather(
        [
          [0, 1, 3, 3],
          [0, 0, 3, 4],
        ],
        sample([4, 2]),
        tf.tensor2d(
          [
            [1, 0],
            [2, 1],
          ],
          [2, 2],
          'int32',
        ),
      ),
  },
  {
    kernel: 'RaggedGather',
    title: 'one row',
    run: () => gather([[0, 2, 5]], int(1, 2, 3, 4, 5), tf.scalar(1, 'int32')),
  },
  {
    kernel: 'RaggedRange',
    title: 'upwards and downwards',
    run: () => range(int(0, 5, 8, 5), int(8, 7, 8, 1), int(2, 1, 1, -1)),
  },
  {
    kernel: 'RaggedRange',
    title: 'fractions from one start',
    run: () => range(tf.scalar(0), tf.tensor1d([1, 0.5, -1]), tf.scalar(0.25)),
  },
  {
    kernel: 'RaggedTensorToTensor',
    title: 'rows by their splits',
    run: () => dense([4, 4], sample([9]), [['ROW_SPLITS', [0, 3, 3, 7, 9]]]),
  },
  {
    kernel: 'RaggedTensorToTensor',
    title: 'rows by their numbers, cut',
    run: () =>
      dense([3, 2], sample([9]), [
        ['FIRST_DIM_SIZE', 4],
        ['VALUE_ROWIDS', [0, 0, 0, 2, 2, 2, 2, 3, 3]],
      ]),
  },
  {
    kernel: 'RaggedTensorToTensor',
    title: 'two ragged axes, as wide as they are',
    run: () =>
      dense([-1, -1, -1], sample([9]), [
        ['ROW_SPLITS', [0, 1, 3, 3, 5, 6]],
        ['ROW_SPLITS', [0, 0, 2, 3, 5, 8, 9]],
      ]),
  },
  {
    kernel: 'RaggedTensorToTensor',
    title: 'rows of pairs, with a pair as default',
    run: () => dense([3, 3, 2], sample([4, 2]), [['ROW_SPLITS', [0, 1, 1, 4]]], tf.tensor1d([7, 8])),
    // tfjs's cpu backend drops the second half of such a default.
    reference: () =>
      tf.concat([
        tf.concat([tf.reshape(tf.slice(sample([4, 2]), 0, 1), [1, 1, 2]), pair(2)], 1),
        pair(3),
        tf.reshape(tf.slice(sample([4, 2]), 1, 3), [1, 3, 2]),
      ]),
  },
]);

/** `count` default pairs of a row. */
function pair(count: number): tf.Tensor {
  return tf.tile(tf.tensor3d([[[7, 8]]]), [1, count, 1]);
}

test('texts', () => {
  const inputs = {
    shape: int(2, 2),
    values: tf.tensor1d(['a', 'b', 'c']),
    defaultValue: tf.scalar(''),
    rowPartitionTensors: [int(0, 2, 3)] as never,
  };
  const texts = run('RaggedTensorToTensor', inputs, { rowPartitionTypes: ['ROW_SPLITS'] }) as tf.Tensor;
  expect(texts.dataSync()).toEqual(['a', 'b', 'c', '']);
});

test.each([
  ['indices[1] = 10 is not in [0, 4)', [[0, 3, 3, 7, 9]], [2, 10]],
  ['indices[0] = -1 is not in [0, 4)', [[0, 3, 3, 7, 9]], [-1]],
  ['Ragged splits must be sorted in ascending order', [[0, 3, 5, 2, 9]], [0]],
  ['Ragged splits must be non-negative', [[-1, 3, 3, 7, 9]], [0]],
  ['Ragged splits may not be empty', [[]], []],
  ['Ragged splits must not point past values', [[0, 20, 40]], [0]],
  // One more would be read outside of the inner splits, which tfjs's cpu backend allows.
  [
    'Ragged splits must not point past values',
    [
      [0, 3],
      [0, 4, 9],
    ],
    [0],
  ],
])('gather: %s', (message, splits, indices) => {
  expect(refusal(() => gather(splits, tf.zeros([9]), tf.tensor1d(indices, 'int32'))).message).toBe(message);
});

test('gather: values without an axis, and no splits', () => {
  expect(refusal(() => gather([[0]], tf.scalar(1), int(0))).message).toBe('params.rank must be nonzero');
  expect(refusal(() => gather([], tf.zeros([2]), int(0))).message).toBe(
    'paramsNestedSplits must be non empty',
  );
  const scalar = {
    paramsNestedSplits: [tf.scalar(0, 'int32')] as never,
    paramsDenseValues: tf.zeros([2]),
    indices: int(0),
  };
  expect(refusal(() => run('RaggedGather', scalar)).message).toContain(
    'Each of paramsNestedSplits must be a tensor of rank 1, got shape [].',
  );
});

test.each([
  ['starts must be a scalar or vector', tf.zeros([1, 1]), tf.zeros([1]), tf.ones([1])],
  ['starts, limits, and deltas must have the same shape', tf.zeros([2]), tf.zeros([3]), tf.ones([2])],
  ['Requires delta != 0', tf.zeros([2]), tf.zeros([2]), tf.tensor1d([1, 0])],
  ['Requires ((limit - start) / delta) <= 2147483647', tf.zeros([1]), tf.tensor1d([Infinity]), tf.ones([1])],
  ['Requires ((limit - start) / delta) <= 2147483647', tf.zeros([1]), tf.tensor1d([NaN]), tf.ones([1])],
  [
    'Requires ((limit - start) / delta) <= 2147483647',
    tf.zeros([1]),
    tf.tensor1d([1e30]),
    tf.tensor1d([1e-30]),
  ],
])('range: %s', (message, ...operands) => {
  expect(refusal(() => range(...operands)).message).toBe(message);
});

test('range: longer than memory has room for', () => {
  const far = tf.fill([64], 2 ** 31 - 1, 'int32');
  expect(refusal(() => range(tf.scalar(0, 'int32'), far, tf.scalar(1, 'int32'))).code).toBe('OUT_OF_MEMORY');
});
