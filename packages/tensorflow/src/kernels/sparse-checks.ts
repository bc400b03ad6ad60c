import { backend_util } from '@tensorflow/tfjs-core';
import { refusedAsByTfjs, wrong } from './input-values.ts';

/** Refuses rows outside of a sparse tensor of `rows` rows. `indices` has `rank` numbers for each value. */
export function checkFillEmptyRows(indices: Int32Array, rank: number, rows: number): void {
  const count = indices.length / rank;
  if (rows < 0) throw wrong(`denseShape must be whole numbers of at least 0, got ${rows}.`);
  if (rows === 0 && count > 0)
    throw refusedAsByTfjs(backend_util.getSparseFillEmptyRowsIndicesDenseShapeMismatch(count));
  for (let index = 0; index < count; index++) {
    const row = indices[index * rank] ?? 0;
    if (row < 0)
      throw refusedAsByTfjs(backend_util.getSparseFillEmptyRowsNegativeIndexErrorMessage(index, row));
    if (row >= rows)
      throw refusedAsByTfjs(backend_util.getSparseFillEmptyRowsOutOfRangeIndexErrorMessage(index, row, rows));
  }
}

/** Refuses a new shape that has not as many elements as the old one, and values in a tensor that has no place for any. */
export function checkSparseReshape(count: number, from: Int32Array, to: Int32Array): void {
  const size = from.reduce((product, dim) => product * dim, 1);
  const negative = from.findIndex((dim) => dim < 0);
  if (negative >= 0)
    throw refusedAsByTfjs(
      backend_util.getSparseReshapeNegativeOutputDimErrorMessage(negative, from[negative] ?? 0),
    );
  if (!Number.isSafeInteger(size))
    throw wrong(`A sparse tensor of shape [${from.join(', ')}] has too many places.`);
  let known = 1;
  let open = -1;
  for (const [axis, dim] of to.entries())
    if (dim === -1) {
      if (open >= 0)
        throw refusedAsByTfjs(
          backend_util.getSparseReshapeMultipleNegativeOneOutputDimErrorMessage(open, axis),
        );
      open = axis;
    } else if (dim < 0)
      throw refusedAsByTfjs(backend_util.getSparseReshapeNegativeOutputDimErrorMessage(axis, dim));
    else known *= dim;
  const shapes = [Array.from(from), Array.from(to, (dim) => (dim === -1 ? 1 : dim))] as const;
  if (open >= 0) {
    if (known <= 0)
      throw refusedAsByTfjs(backend_util.getSparseReshapeEmptyTensorZeroOutputDimErrorMessage());
    if (size % known !== 0)
      throw refusedAsByTfjs(backend_util.getSparseReshapeInputOutputMultipleErrorMessage(...shapes));
  } else if (known !== size)
    throw refusedAsByTfjs(backend_util.getSparseReshapeInputOutputMismatchErrorMessage(...shapes));
  if (count > 0 && size === 0)
    throw wrong(`A sparse tensor of shape [${from.join(', ')}] has no place for values, got ${count}.`);
}

/** Refuses rows that `data` does not have, and segments that do not follow each other. */
export function checkSegments(indices: Int32Array, segmentIds: Int32Array, rows: number): void {
  if (indices.length !== segmentIds.length)
    throw wrong(
      `indices and segmentIds must have the same length, got ${indices.length} and ${segmentIds.length}.`,
    );
  const segments = (segmentIds.at(-1) ?? 0) + 1;
  if (segments <= 0)
    throw refusedAsByTfjs(backend_util.getSparseSegmentReductionNegativeSegmentIdsErrorMessage());
  let last: number | undefined;
  for (const [at, id] of segmentIds.entries()) {
    const outside = id < 0 || id >= segments;
    if (last !== undefined && id < last && last < segments)
      throw refusedAsByTfjs(backend_util.getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage());
    if (outside)
      throw refusedAsByTfjs(
        backend_util.getSparseSegmentReductionSegmentIdOutOfRangeErrorMessage(id, segments),
      );
    const index = indices[at] ?? 0;
    if (index < 0 || index >= rows)
      throw refusedAsByTfjs(
        backend_util.getSparseSegmentReductionIndicesOutOfRangeErrorMessage(at, index, rows),
      );
    last = id;
  }
}
