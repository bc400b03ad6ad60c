import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows } from '../../test/compare-backends.ts';
import { refusal, run } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';
import { INDEXING } from './indexing.ts';

const x = (dtype: tf.DataType = 'float32'): tf.Tensor => sample([4, 3, 2], { dtype, low: -9, high: 9 });
const int = (values: tf.TensorLike, shape?: number[]): tf.Tensor => tf.tensor(values, shape, 'int32');
/** Two rows, sorted. */
const rows = (length: number): tf.Tensor =>
  tf.cumsum(tf.abs(sample([2, length], { dtype: 'int32', seed: 5 })), 1);
const topk = (y: tf.Tensor, k: number, sorted = true): tf.Tensor[] => Object.values(tf.topk(y, k, sorted));
const unique = (y: tf.Tensor, axis?: number): tf.Tensor[] => Object.values(tf.unique(y, axis));

testRows(INDEXING, [
  {
    kernel: 'GatherV2',
    title: 'each axis',
    run: () => [tf.gather(x(), int([3, 0, 3])), tf.gather(x(), int([2, 0]), 1), tf.gather(x(), int([1]), -1)],
  },
  {
    kernel: 'GatherV2',
    title: 'int32 and bool',
    run: () => [tf.gather(x('int32'), int([1, 1])), tf.gather(x('bool'), int([0, 2]), 1)],
  },
  {
    kernel: 'GatherV2',
    title: 'a matrix of indices',
    run: () => tf.gather(x(), int([0, 1, 2, 3], [2, 2]), 0),
  },
  { kernel: 'GatherV2', title: 'a 0-d index', run: () => tf.gather(x(), tf.scalar(2, 'int32'), 0) },
  { kernel: 'GatherV2', title: 'no index', run: () => tf.gather(x(), tf.tensor1d([], 'int32'), 0) },
  {
    kernel: 'GatherV2',
    title: 'batch dimensions',
    run: () => tf.gather(x(), int([0, 1, 2, 0, 1, 1, 0, 2], [4, 2]), 1, 1),
  },
  { kernel: 'GatherNd', title: 'elements', run: () => tf.gatherND(x(), int([0, 0, 0, 3, 2, 1], [2, 3])) },
  { kernel: 'GatherNd', title: 'rows', run: () => tf.gatherND(x('int32'), int([[1], [3]])) },
  {
    kernel: 'ScatterNd',
    title: 'elements, doubles are added',
    run: () => tf.scatterND(int([[4], [3], [4]]), tf.tensor1d([9, 10, 11]), [8]),
  },
  {
    kernel: 'ScatterNd',
    title: 'a vector of indices',
    run: () => tf.scatterND(int([4, 3]), tf.tensor1d([9, 10]), [8]),
  },
  {
    kernel: 'ScatterNd',
    title: 'rows of int32',
    run: () => tf.scatterND(int([[1], [0]]), int([1, 2, 3, 4], [2, 2]), [3, 2]),
  },
  {
    kernel: 'TensorScatterUpdate',
    title: 'elements',
    run: () => tf.tensorScatterUpdate(sample([6]), int([[4], [3]]), tf.tensor1d([9, 10])),
  },
  {
    kernel: 'TensorScatterUpdate',
    title: 'rows',
    run: () => tf.tensorScatterUpdate(sample([3, 2]), int([[2]]), tf.tensor2d([[7, 8]])),
  },
  {
    kernel: 'SparseToDense',
    title: 'elements with a default',
    run: () => tf.sparseToDense(int([1, 3]), tf.tensor1d([5, 6]), [5], tf.scalar(-1)),
  },
  {
    kernel: 'SparseToDense',
    title: 'a matrix of int32',
    run: () =>
      tf.sparseToDense(
        int([
          [0, 1],
          [1, 2],
        ]),
        int([5, 6]),
        [2, 3],
        tf.scalar(7, 'int32'),
      ),
  },
  {
    kernel: 'SparseToDense',
    title: 'one value everywhere',
    run: () => tf.sparseToDense(int([1, 3]), tf.scalar(4), [5], tf.scalar(0)),
  },
  {
    kernel: 'OneHot',
    title: 'a vector with an index out of range',
    run: () => tf.oneHot(int([0, 2, -1, 7]), 3),
  },
  {
    kernel: 'OneHot',
    title: 'a matrix with values',
    run: () => tf.oneHot(int([0, 1, 2, 0], [2, 2]), 3, 5, -2),
  },
  { kernel: 'OneHot', title: 'float32', run: () => tf.oneHot(int([0, 1]), 2, 0.5, -0.5, 'float32') },
  { kernel: 'OneHot', title: 'bool', run: () => tf.oneHot(int([0, 1]), 2, 1, 0, 'bool') },
  { kernel: 'TopK', title: 'float32', run: () => topk(x(), 2) },
  { kernel: 'TopK', title: 'int32, the first of equals first', run: () => topk(int([1, 3, 3, 2]), 3) },
  { kernel: 'TopK', title: 'all, and none', run: () => [...topk(sample([5]), 5), ...topk(sample([5]), 0)] },
  { kernel: 'Unique', title: 'a vector', run: () => unique(int([3, 1, 3, 2, 1])) },
  {
    kernel: 'Unique',
    title: 'rows and columns',
    run: () => [0, 1].flatMap((axis) => unique(tf.tensor2d([1, 2, 1, 2, 1, 2, 0, 2, 0], [3, 3]), axis)),
  },
  {
    kernel: 'Unique',
    title: 'NaN is NaN, and 0 is -0',
    run: () => [
      ...unique(tf.tensor1d([NaN, Infinity, NaN, 0, -0, -Infinity, Infinity])),
      ...unique(tf.tensor2d([NaN, 1, -0, 1, NaN, 1, 0, 1], [4, 2]), 0),
      ...unique(tf.tensor2d([], [0, 3]), 0),
    ],
  },
  { kernel: 'Unique', title: 'bool', run: () => unique(tf.tensor1d([true, false, true], 'bool')) },
  ...(['LowerBound', 'UpperBound'] as const).map((kernel) => ({
    kernel,
    title: 'rows',
    run: () => run(kernel, { sortedSequence: rows(4), values: rows(3) }) as tf.Tensor,
    reference: () =>
      kernel === 'LowerBound' ? tf.lowerBound(rows(4), rows(3)) : tf.upperBound(rows(4), rows(3)),
  })),
  {
    kernel: 'SearchSorted',
    title: 'left',
    run: () => tf.searchSorted(tf.tensor1d([0, 3, 3, 9]), tf.tensor1d([-1, 3, 4, 9, 10]), 'left'),
  },
  {
    kernel: 'SearchSorted',
    title: 'right, rows of int32',
    run: () => tf.searchSorted(int([0, 3, 3, 9, 1, 2, 3, 4], [2, 4]), int([3, 9, 0, 5], [2, 2]), 'right'),
  },
]);

test.each([100, -1])('GatherV2 refuses the index %i in the words of tfjs', async (index) => {
  await tf.setBackend('tensorflow');
  const { message } = refusal(() => tf.gather(tf.tensor2d([1, 11, 2, 22], [2, 2]), int([1, index])));
  expect(message).toBe(
    `GatherV2: the index value ${index} is not in [0, 1]; axis 0 of x, of shape [2, 2], has no such element.`,
  );
});
