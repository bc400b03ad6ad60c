import { backend_util, util, type DataType, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, int, type } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import { TfjsRefusal } from '../tfjs-refusal.ts';
import { as, asNumbers } from './casting.ts';
import { indicesIn } from './input-values.ts';
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

/** TensorFlow's refusal in tfjs's words, where an index is outside; another refusal as it is. */
function gatherRefusal(
  backend: TensorFlowBackend,
  { x, indices, at }: { x: TensorInfo; indices: TensorInfo; at: number },
  refusal: unknown,
): unknown {
  if (!(refusal instanceof EngineError) || refusal.code === 'OUT_OF_MEMORY') return refusal;
  const last = (x.shape[at] ?? 0) - 1;
  const index = indicesIn(backend, 'indices', indices).find((value) => value < 0 || value > last);
  return index === undefined
    ? refusal
    : new TfjsRefusal(
        `GatherV2: the index value ${index} is not in [0, ${last}]; axis ${at} of x, of shape [${x.shape.join(', ')}], has no such element.`,
        { cause: refusal },
      );
}

/**
 * The bits of floats, one int32 each, so that TensorFlow finds a NaN equal to a NaN, as tfjs does. Numbers that are equal have
 * equal bits: there is one NaN and no negative zero.
 */
function bits(backend: TensorFlowBackend, x: TensorInfo): TensorInfo {
  const positive = backend.run1('AddV2', [x, backend.constant(0, 'float32')]);
  const nan = backend.constant(Number.NaN, 'float32');
  const one = backend.run1('SelectV2', [backend.run1('IsNan', [x]), nan, positive]);
  return backend.run1('Bitcast', [one], { type: type('int32') });
}

interface Search {
  readonly sortedSequence: TensorInfo;
  readonly values: TensorInfo;
}

/** Where each of the values has its place in the sorted row of the same number. */
function search(
  backend: TensorFlowBackend,
  op: 'LowerBound' | 'UpperBound',
  { sortedSequence, values }: Search,
): TensorInfo {
  return backend.run1(op, [asNumbers(backend, sortedSequence), asNumbers(backend, values)], {
    out_type: type('int32'),
  });
}

/** Kernels that take, place, sort or find elements by index. */
export const INDEXING: readonly KernelConfig[] = [
  kernel<{ x: TensorInfo; indices: TensorInfo }, { axis: number; batchDims?: number }>(
    'GatherV2',
    ({ inputs: { x, indices }, attrs: { axis, batchDims = 0 }, backend }) => {
      const [at = 0] = util.parseAxisParam(axis, x.shape);
      backend_util.segment_util.collectGatherOpShapeInfo(x, indices, at, batchDims); // refuses wrong batchDims
      try {
        return backend.run1('GatherV2', [{ exact: x }, indices, backend.int32(at)], {
          batch_dims: int(batchDims),
        });
      } catch (refusal) {
        throw gatherRefusal(backend, { x, indices, at }, refusal);
      }
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
    ({ inputs: { x }, attrs: { k, sorted }, backend }) => {
      const numbers = asNumbers(backend, x);
      const [values, places] = backend.run(
        'TopKV2',
        [numbers, backend.int32(k)],
        { sorted: bool(sorted) },
        2,
      );
      return values && places ? [as(backend, values, x.dtype), places] : [];
    },
  ),
  kernel<{ x: TensorInfo }, { axis: number }>('Unique', ({ inputs: { x }, attrs: { axis }, backend }) => {
    const [at = 0] = util.parseAxisParam(axis, x.shape);
    const find = (values: TensorInfo) =>
      backend.run('UniqueV2', [values, backend.int32([at])], { out_idx: type('int32') }, 2);
    if (x.dtype !== 'float32') return find(x);
    const [values, indices] = find(bits(backend, x)) as [TensorInfo, TensorInfo];
    return [backend.run1('Bitcast', [values], { type: type('float32') }), indices];
  }),
  kernel<Search, { side: 'left' | 'right' }>('SearchSorted', ({ inputs, attrs: { side }, backend }) =>
    search(backend, side === 'left' ? 'LowerBound' : 'UpperBound', inputs),
  ),
  ...(['LowerBound', 'UpperBound'] as const).map((name) =>
    kernel<Search>(name, ({ inputs, backend }) => search(backend, name, inputs)),
  ),
];
