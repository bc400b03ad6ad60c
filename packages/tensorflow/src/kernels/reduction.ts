import { util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, type } from '../eager/attributes.ts';
import { ensureOneOpGradient } from '../gradients/one-op.ts';
import { as, asNumbers } from './casting.ts';
import { kernel } from './kernel.ts';

/** Reductions to the input's dtype, and how the op takes its input. */
const REDUCTIONS: Readonly<Record<string, (backend: TensorFlowBackend, ...call: Reduction) => TensorInfo>> = {
  All: (backend, op, x, ...rest) => reduce(backend, op, x, ...rest),
  Any: (backend, op, x, ...rest) => reduce(backend, op, x, ...rest),
  // As numbers, the largest of no truth values would be the least of all numbers, which is true.
  Max: (backend, op, x, ...rest) => reduce(backend, x.dtype === 'bool' ? 'Any' : op, x, ...rest),
  Min: (backend, op, x, ...rest) => reduce(backend, x.dtype === 'bool' ? 'All' : op, x, ...rest),
  // The mean of whole numbers is a fraction.
  Mean: (backend, op, x, ...rest) => {
    ensureOneOpGradient('Mean');
    return reduce(backend, op, x.dtype === 'complex64' ? x : as(backend, x, 'float32'), ...rest);
  },
  Prod: (backend, op, x, ...rest) => reduce(backend, op, asNumbers(backend, x), ...rest),
  Sum: (backend, op, x, ...rest) => reduce(backend, op, asNumbers(backend, x), ...rest),
};

type Reduction = [op: string, x: TensorInfo, axes: number | number[], keepDims: boolean];

function reduce(backend: TensorFlowBackend, ...[op, x, axes, keepDims]: Reduction): TensorInfo {
  return backend.run1(op, [x, backend.int32(util.parseAxisParam(axes, x.shape))], {
    keep_dims: bool(keepDims),
  });
}

interface ReductionAttrs {
  readonly axis?: number | number[];
  /** What tfjs calls the axes of `Max`. */
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

interface ScanAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Reductions and scans along axes. */
export const REDUCTION: readonly KernelConfig[] = [
  ...Object.entries(REDUCTIONS).map(([name, run]) =>
    kernel<{ x: TensorInfo }, ReductionAttrs>(
      name,
      ({ inputs: { x }, attrs: { axis, reductionIndices, keepDims = false }, backend }) =>
        run(backend, name, x, reductionIndices ?? axis ?? x.shape.map((_dim, index) => index), keepDims),
    ),
  ),
  ...(['ArgMax', 'ArgMin'] as const).map((name) =>
    kernel<{ x: TensorInfo }, { axis: number | number[] }>(
      name,
      ({ inputs: { x }, attrs: { axis }, backend }) => {
        const [dim = 0] = util.parseAxisParam(axis, x.shape);
        return backend.run1(name, [asNumbers(backend, x), backend.int32(dim)], {
          output_type: type('int32'),
        });
      },
    ),
  ),
  ...(['Cumsum', 'Cumprod'] as const).map((name) =>
    kernel<{ x: TensorInfo }, ScanAttrs>(
      name,
      ({ inputs: { x }, attrs: { axis, exclusive, reverse }, backend }) =>
        backend.run1(name, [asNumbers(backend, x), backend.int32(axis)], {
          exclusive: bool(exclusive),
          reverse: bool(reverse),
        }),
    ),
  ),
  kernel<{ x: TensorInfo; weights: TensorInfo }, { size: number }>(
    'Bincount',
    ({ inputs: { x, weights }, attrs: { size }, backend }) =>
      as(
        backend,
        backend.run1('Bincount', [x, backend.int32(size), asNumbers(backend, weights)]),
        weights.dtype,
      ),
  ),
  kernel<{ x: TensorInfo; weights: TensorInfo }, { size: number; binaryOutput?: boolean }>(
    'DenseBincount',
    ({ inputs: { x, weights }, attrs: { size, binaryOutput = false }, backend }) =>
      as(
        backend,
        backend.run1('DenseBincount', [x, backend.int32(size), asNumbers(backend, weights)], {
          binary_output: bool(binaryOutput),
        }),
        weights.dtype,
      ),
  ),
  kernel<{ x: TensorInfo; segmentIds: TensorInfo }, { numSegments: number }>(
    'UnsortedSegmentSum',
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) =>
      backend.run1('UnsortedSegmentSum', [asNumbers(backend, x), segmentIds, backend.int32(numSegments)]),
  ),
];
