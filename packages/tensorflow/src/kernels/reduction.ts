import { util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { bool, type } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';

const REDUCTIONS: Readonly<Record<string, string>> = {
  All: 'All',
  Any: 'Any',
  Max: 'Max',
  Min: 'Min',
  Prod: 'Prod',
  Sum: 'Sum',
};

interface ReductionAttrs {
  readonly axis: number | number[];
  readonly keepDims?: boolean;
}

interface ScanAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Reductions and scans along axes. */
export const REDUCTION: readonly KernelConfig[] = [
  ...Object.entries(REDUCTIONS).map(([name, op]) =>
    kernel<{ x: TensorInfo }, ReductionAttrs>(
      name,
      ({ inputs: { x }, attrs: { axis, keepDims = false }, backend }) =>
        backend.run1(op, [x, backend.int32(util.parseAxisParam(axis, x.shape))], {
          keep_dims: bool(keepDims),
        }),
    ),
  ),
  kernel<{ x: TensorInfo }, ReductionAttrs>(
    'Mean',
    ({ inputs: { x }, attrs: { axis, keepDims = false }, backend }) => {
      const axes = backend.int32(util.parseAxisParam(axis, x.shape));
      if (x.dtype === 'float32') return backend.run1('Mean', [x, axes], { keep_dims: bool(keepDims) });
      // The mean of whole numbers is a fraction.
      const float = backend.run1('Cast', [x], { DstT: type('float32') });
      const result = backend.run1('Mean', [float, axes], { keep_dims: bool(keepDims) });
      backend.free(float);
      return result;
    },
  ),
  ...(['ArgMax', 'ArgMin'] as const).map((name) =>
    kernel<{ x: TensorInfo }, { axis: number | number[] }>(
      name,
      ({ inputs: { x }, attrs: { axis }, backend }) => {
        const [dim = 0] = util.parseAxisParam(axis, x.shape);
        const numbers = x.dtype === 'bool' ? backend.run1('Cast', [x], { DstT: type('int32') }) : undefined;
        const result = backend.run1(name, [numbers ?? x, backend.int32(dim)], { output_type: type('int32') });
        if (numbers) backend.free(numbers);
        return result;
      },
    ),
  ),
  ...(['Cumsum', 'Cumprod'] as const).map((name) =>
    kernel<{ x: TensorInfo }, ScanAttrs>(
      name,
      ({ inputs: { x }, attrs: { axis, exclusive, reverse }, backend }) =>
        backend.run1(name, [x, backend.int32(axis)], { exclusive: bool(exclusive), reverse: bool(reverse) }),
    ),
  ),
  kernel<{ x: TensorInfo; weights: TensorInfo }, { size: number }>(
    'Bincount',
    ({ inputs: { x, weights }, attrs: { size }, backend }) =>
      backend.run1('Bincount', [x, backend.int32(size), weights]),
  ),
  kernel<{ x: TensorInfo; weights: TensorInfo }, { size: number; binaryOutput?: boolean }>(
    'DenseBincount',
    ({ inputs: { x, weights }, attrs: { size, binaryOutput = false }, backend }) =>
      backend.run1('DenseBincount', [x, backend.int32(size), weights], { binary_output: bool(binaryOutput) }),
  ),
  kernel<{ x: TensorInfo; segmentIds: TensorInfo }, { numSegments: number }>(
    'UnsortedSegmentSum',
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) =>
      backend.run1('UnsortedSegmentSum', [x, segmentIds, backend.int32(numSegments)]),
  ),
];
