import { backend_util, util, type DataType, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, int, type } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';

interface OneHotAttrs {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  readonly dtype: DataType;
}

/** As tfjs: a vector of indices has one index per update. */
function columns(backend: TensorFlowBackend, indices: TensorInfo): TensorInfo {
  return indices.shape.length === 1 ? backend.run1('ExpandDims', [indices, backend.int32(1)]) : indices;
}

/** Kernels that take, place, sort or find elements by index. */
export const INDEXING: readonly KernelConfig[] = [
  kernel<{ x: TensorInfo; indices: TensorInfo }, { axis: number; batchDims?: number }>(
    'GatherV2',
    ({ inputs: { x, indices }, attrs: { axis, batchDims = 0 }, backend }) => {
      const [at = 0] = util.parseAxisParam(axis, x.shape);
      backend_util.segment_util.collectGatherOpShapeInfo(x, indices, at, batchDims); // refuses wrong batchDims
      return backend.run1('GatherV2', [{ exact: x }, indices, backend.int32(at)], { batch_dims: int(batchDims) });
    },
  ),
  kernel<{ params: TensorInfo; indices: TensorInfo }>(
    'GatherNd',
    ({ inputs: { params, indices }, backend }) => backend.run1('GatherNd', [params, indices]),
  ),
  kernel<{ indices: TensorInfo; updates: TensorInfo }, { shape: number[] }>(
    'ScatterNd',
    ({ inputs: { indices, updates }, attrs: { shape }, backend }) =>
      backend.run1('ScatterNd', [columns(backend, indices), updates, backend.int32(shape)]),
  ),
  kernel<{ tensor: TensorInfo; indices: TensorInfo; updates: TensorInfo }>(
    'TensorScatterUpdate',
    ({ inputs: { tensor, indices, updates }, backend }) =>
      backend.run1('TensorScatterUpdate', [tensor, columns(backend, indices), updates]),
  ),
  kernel<
    { sparseIndices: TensorInfo; sparseValues: TensorInfo; defaultValue: TensorInfo },
    { outputShape: number[] }
  >(
    'SparseToDense',
    ({ inputs: { sparseIndices, sparseValues, defaultValue }, attrs: { outputShape }, backend }) =>
      backend.run1('SparseToDense', [sparseIndices, backend.int32(outputShape), sparseValues, defaultValue], {
        validate_indices: bool(true),
      }),
  ),
  kernel<{ indices: TensorInfo }, OneHotAttrs>(
    'OneHot',
    ({ inputs: { indices }, attrs: { depth, onValue, offValue, dtype }, backend }) =>
      backend.run1('OneHot', [
        indices,
        backend.int32(depth),
        backend.constant(onValue, dtype),
        backend.constant(offValue, dtype),
      ]),
  ),
  kernel<{ x: TensorInfo }, { k: number; sorted: boolean }>(
    'TopK',
    ({ inputs: { x }, attrs: { k, sorted }, backend }) =>
      backend.run('TopKV2', [x, backend.int32(k)], { sorted: bool(sorted) }, 2),
  ),
  kernel<{ x: TensorInfo }, { axis: number }>('Unique', ({ inputs: { x }, attrs: { axis }, backend }) => {
    const [at = 0] = util.parseAxisParam(axis, x.shape);
    return backend.run('UniqueV2', [x, backend.int32([at])], { out_idx: type('int32') }, 2);
  }),
  kernel<{ sortedSequence: TensorInfo; values: TensorInfo }, { side: 'left' | 'right' }>(
    'SearchSorted',
    ({ inputs: { sortedSequence, values }, attrs: { side }, backend }) =>
      backend.run1(side === 'left' ? 'LowerBound' : 'UpperBound', [sortedSequence, values], {
        out_type: type('int32'),
      }),
  ),
];
