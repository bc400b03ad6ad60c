import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testRows } from '../../test/compare-backends.ts';
import { int, refusal, run } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';
import { SPARSE } from './sparse.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

const pairs = (...values: number[]): tf.Tensor2D => tf.tensor2d(values, [values.length / 2, 2], 'int32');
const fill = (indices: tf.Tensor2D, values: tf.Tensor, rows: number): tf.Tensor[] =>
  Object.values(tf.sparse.sparseFillEmptyRows(indices, values as tf.Tensor1D, [rows, 6], -1));
const reshape = (indices: tf.Tensor2D, from: number[], to: number[]): tf.Tensor[] =>
  Object.values(tf.sparse.sparseReshape(indices, from, to));
const { sparseSegmentMean, sparseSegmentSum } = tf.sparse;

testRows(SPARSE, [
  {
    kernel: 'SparseFillEmptyRows',
    title: 'rows in no order',
    run: () => fill(pairs(3, 1, 0, 2, 3, 0), tf.tensor1d([5, 6, 7]), 5),
  },
  { kernel: 'SparseFillEmptyRows', title: 'no empty row', run: () => fill(pairs(0, 1, 1, 2), int(5, 6), 2) },
  {
    kernel: 'SparseReshape',
    title: 'to three axes',
    run: () => reshape(pairs(0, 5, 3, 2), [4, 6], [2, -1, 3]),
  },
  {
    kernel: 'SparseReshape',
    title: 'no value',
    run: () => reshape(tf.zeros([0, 2], 'int32'), [4, 6], [3, 8]),
  },
  ...(
    [
      ['SparseSegmentMean', sparseSegmentMean],
      ['SparseSegmentSum', sparseSegmentSum],
    ] as const
  ).flatMap(([kernel, op]) => [
    { kernel, title: 'with a gap', run: () => op(sample([4, 3]), [3, 0, 3, 1], [0, 0, 2, 3]) },
    {
      kernel,
      title: 'int32',
      run: () => op(sample([4], { dtype: 'int32', low: -9, high: 9 }), [3, 0, 1], [0, 0, 1]),
    },
    { kernel, title: 'three axes', run: () => op(sample([4, 2, 3]), [3, 0], [0, 1]) },
  ]),
]);

test.each([
  ['Received SparseTensor with denseShape[0] = 0 but\n  indices.shape[0] = 1', [0, 0], 0],
  ['indices(0, 0) is invalid: -1 < 0', [-1, 0], 5],
  ['indices(1, 0) is invalid: 5 >= 5', [0, 0, 5, 0], 5],
  ['denseShape must be whole numbers of at least 0, got -3.', [0, 0], -3],
])('fill: %s', (message, indices, rows) => {
  expect(refusal(() => fill(pairs(...indices), tf.zeros([indices.length / 2]), rows)).message).toContain(
    message,
  );
});

test('fill: texts', () => {
  const defaultValue = tf.scalar('none');
  const inputs = { indices: pairs(1, 1), values: tf.tensor1d(['b']), denseShape: int(2, 2), defaultValue };
  const [, values] = run('SparseFillEmptyRows', inputs) as tf.Tensor[];
  expect(values?.dataSync()).toEqual(['none', 'b']);
});

test('fill: more rows than memory has room for', () => {
  const { code, message } = refusal(() => fill(pairs(0, 0), tf.zeros([1]), 2 ** 31 - 1));
  expect({ code, message }).toMatchObject({
    code: 'OUT_OF_MEMORY',
    message: expect.stringMatching(/SparseFillEmptyRows needs/),
  });
});

test('fill: sizes that do not fit each other', () => {
  const inputs = {
    indices: pairs(0, 0),
    values: tf.zeros([2]),
    denseShape: int(2, 2),
    defaultValue: tf.scalar(0),
  };
  expect(refusal(() => run('SparseFillEmptyRows', inputs)).message).toContain(
    'indices [count, rank] need values [count] and a denseShape [rank] with rank at least 1, got [1, 2], [2] and [2].',
  );
});

test.each([
  [/^only one output dimension may be -1, not both 0 and 2$/, [4, 6], [-1, 2, -1]],
  [/requires a multiple of 7/, [4, 6], [-1, 7]],
  [/^size 1 must be non-negative, not -7$/, [4, 6], [1, -7]],
  [/^size 0 must be non-negative, not -4$/, [-4, -6], [24]],
  [/unless all specified input sizes are non-zero/, [4, 6], [-1, 0]],
  [/^Input to reshape is a tensor with 24 dense values, but the requested shape has 28/, [4, 6], [4, 7]],
  [/: A sparse tensor of shape \[0, 6\] has no place for values, got 1\.$/, [0, 6], [0, 3]],
  [/has too many places\.$/, [2 ** 31 - 1, 2 ** 31 - 1], [4]],
  [/: inputIndices \[count, rank\] need an inputShape \[rank\], got \[1, 2\] and \[3\]\.$/, [2, 3, 4], [24]],
])('reshape: %s', (message, from, to) => {
  expect(refusal(() => reshape(pairs(0, 0), from, to)).message).toMatch(message);
});

test.each([
  ['segment ids are not increasing', [0, 1, 2, 3], [0, 1, 0, 1]],
  [
    'Segment id 1 out of range [0, 1), possibly because segmentIds input is not sorted.',
    [0, 1, 2],
    [0, 1, 0],
  ],
  ['Segment id -1 out of range [0, 2), possibly because segmentIds input is not sorted.', [0, 1], [-1, 1]],
  ['segment ids must be >= 0', [0, 1], [0, -1]],
  ['Bad: indices[1] == 4 out of range [0, 4)', [0, 4], [0, 1]],
  ['Bad: indices[0] == -1 out of range [0, 4)', [-1, 3], [0, 1]],
  ['indices and segmentIds must have the same length, got 2 and 3.', [0, 1], [0, 1, 2]],
])('segments: %s', (message, indices, ids) => {
  for (const op of [sparseSegmentMean, sparseSegmentSum])
    expect(refusal(() => op(tf.zeros([4, 2]), indices, ids)).message).toContain(message);
});

test('segments: more than memory has room for', () => {
  expect(refusal(() => sparseSegmentSum(tf.zeros([1, 1000]), [0], [2 ** 31 - 2])).code).toBe('OUT_OF_MEMORY');
});
