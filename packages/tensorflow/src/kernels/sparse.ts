import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { as } from './casting.ts';
import { indicesIn, needRank, wrong } from './input-values.ts';
import { kernel } from './kernel.ts';
import { checkFillEmptyRows, checkSegments, checkSparseReshape } from './sparse-checks.ts';

interface SparseRows {
  readonly indices: TensorInfo;
  readonly values: TensorInfo;
  readonly denseShape: TensorInfo;
  readonly defaultValue: TensorInfo;
}

interface SparseReshape {
  readonly inputIndices: TensorInfo;
  readonly inputShape: TensorInfo;
  readonly newShape: TensorInfo;
}

interface Segments {
  readonly data: TensorInfo;
  readonly indices: TensorInfo;
  readonly segmentIds: TensorInfo;
}

/** Kernels of sparse tensors, which are given as indices `[count, rank]`, values `[count]` and a shape `[rank]`. */
export const SPARSE: readonly KernelConfig[] = [
  kernel<SparseRows>('SparseFillEmptyRows', ({ inputs, backend }) => {
    const { indices, values, denseShape, defaultValue } = inputs;
    needRank('indices', indices, 2);
    needRank('values', values, 1);
    needRank('denseShape', denseShape, 1);
    needRank('defaultValue', defaultValue, 0);
    const [count = 0, rank = 0] = indices.shape;
    if (values.shape[0] !== count || denseShape.shape[0] !== rank || rank === 0)
      throw wrong(
        `indices [count, rank] need values [count] and a denseShape [rank] with rank at least 1, got [${indices.shape.join(', ')}], [${values.shape.join(', ')}] and [${denseShape.shape.join(', ')}].`,
      );
    const shape = indicesIn(backend, 'denseShape', denseShape);
    checkFillEmptyRows(indicesIn(backend, 'indices', indices), rank, shape[0] ?? 0);
    backend.needRoom('SparseFillEmptyRows', [count + (shape[0] ?? 0), 2 * rank + 8]);
    return backend.run(
      'SparseFillEmptyRows',
      [
        backend.cast(indices, 'int64'),
        values,
        backend.cast(denseShape, 'int64'),
        as(backend, defaultValue, values.dtype),
      ],
      {},
      4,
    );
  }),
  kernel<SparseReshape>('SparseReshape', ({ inputs: { inputIndices, inputShape, newShape }, backend }) => {
    needRank('inputIndices', inputIndices, 2);
    needRank('inputShape', inputShape, 1);
    needRank('newShape', newShape, 1);
    const [count = 0, rank = 0] = inputIndices.shape;
    if (inputShape.shape[0] !== rank)
      throw wrong(
        `inputIndices [count, rank] need an inputShape [rank], got [${inputIndices.shape.join(', ')}] and [${inputShape.shape.join(', ')}].`,
      );
    indicesIn(backend, 'inputIndices', inputIndices);
    checkSparseReshape(
      count,
      indicesIn(backend, 'inputShape', inputShape),
      indicesIn(backend, 'newShape', newShape),
    );
    return backend.run(
      'SparseReshape',
      [inputIndices, inputShape, newShape].map((x) => backend.cast(x, 'int64')),
      {},
      2,
    );
  }),
  ...(['SparseSegmentMean', 'SparseSegmentSum'] as const).map((name) =>
    kernel<Segments>(name, ({ inputs: { data, indices, segmentIds }, backend }) => {
      if (data.shape.length === 0) throw wrong('data must have at least one axis, got shape [].');
      needRank('indices', indices, 1);
      needRank('segmentIds', segmentIds, 1);
      const ids = indicesIn(backend, 'segmentIds', segmentIds);
      const [rows = 0, ...row] = data.shape;
      checkSegments(indicesIn(backend, 'indices', indices), ids, rows);
      backend.needRoom(name, [(ids.at(-1) ?? -1) + 1, ...row]);
      // TensorFlow has no mean of whole numbers: tfjs cuts it down to one.
      const dtype = name === 'SparseSegmentMean' ? 'float32' : data.dtype === 'bool' ? 'int32' : data.dtype;
      const numbers = as(backend, data, dtype);
      return as(backend, backend.run1(name, [numbers, indices, segmentIds]), data.dtype);
    }),
  ),
];
