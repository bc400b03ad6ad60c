import {
  add,
  gatherND,
  mul,
  range,
  reshape,
  scalar,
  scatterND,
  stridedSlice,
  tensorScatterUpdate,
  unsortedSegmentSum,
  zeros,
  zerosLike,
  type GradConfig,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { StridedSliceAttrs } from '../kernels/strided-slice.ts';
import { hasKernel, runNative } from './native-kernel.ts';

/** tfjs takes a vector of indices for one index per row; `gatherND` does not. */
function columns(indices: Tensor): Tensor {
  return indices.rank === 1 ? reshape(indices, [-1, 1]) : indices;
}

/** Adds up `values` at `places` of a flat tensor, in `shape`. */
function placed(values: Tensor, places: Tensor, shape: readonly number[], size: number): Tensor {
  const sums = unsortedSegmentSum(reshape(values, [-1]), reshape(places, [-1]) as Tensor1D, size);
  return reshape(sums, [...shape]);
}

/** Gradients of taking elements out of tensors and of putting them in. */
export const INDEXING_GRADIENTS: readonly GradConfig[] = [
  {
    kernelName: 'GatherNd',
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, saved) => {
      const [params, indices] = saved as [Tensor, Tensor];
      return {
        params: () => scatterND(indices, dy as Tensor, params.shape),
        indices: () => zeros(indices.shape),
      };
    },
  },
  {
    kernelName: 'ScatterNd',
    inputsToSave: ['indices'],
    gradFunc: (dy, saved) => {
      const [indices] = saved as [Tensor];
      return {
        updates: () => gatherND(dy as Tensor, columns(indices)),
        indices: () => zeros(indices.shape),
      };
    },
  },
  {
    kernelName: 'TensorScatterUpdate',
    inputsToSave: ['indices', 'updates'],
    gradFunc: (dy, saved) => {
      const [indices, updates] = saved as [Tensor, Tensor];
      return {
        tensor: () => tensorScatterUpdate(dy as Tensor, columns(indices), zerosLike(updates)),
        updates: () => gatherND(dy as Tensor, columns(indices)),
        indices: () => zeros(indices.shape),
      };
    },
  },
  {
    kernelName: 'TopK',
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dy, saved) => {
      const [[values], [x, indices]] = [dy as never as Tensor[], saved as [Tensor, Tensor]];
      const length = x.shape.at(-1) ?? 1;
      const rows = x.size / length;
      const starts = reshape(range(0, rows, 1, 'int32'), [...indices.shape.slice(0, -1), 1]);
      return {
        x: () =>
          placed(values as Tensor, add(indices, mul(starts, scalar(length, 'int32'))), x.shape, x.size),
      };
    },
  },
  {
    kernelName: 'StridedSlice',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as [Tensor];
      return { x: () => stridedSliceGradient(dy as Tensor, x, attrs as never) };
    },
  },
  {
    // Linear in dy: its gradient takes the same slice.
    kernelName: 'StridedSliceGrad',
    gradFunc: (ddx, _saved, attrs) => ({ dy: () => runNative('StridedSlice', { x: ddx as Tensor }, attrs) }),
  },
];

function stridedSliceGradient(dy: Tensor, x: Tensor, attrs: StridedSliceAttrs): Tensor {
  if (hasKernel('StridedSliceGrad'))
    return runNative('StridedSliceGrad', { dy }, { ...attrs, shape: x.shape });
  // The same slice of the elements' places tells where they came from.
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const places = reshape(range(0, x.size, 1, 'int32'), x.shape);
  const taken = stridedSlice(
    places,
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  return placed(dy, taken, x.shape, x.size);
}
