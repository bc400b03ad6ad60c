import { tensor, UnsortedSegmentSum } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { suppliedKernel } from './supplied-kernel.ts';
import type { SuppliedKernel } from './supplied-kernel.ts';

/**
 * Sums the rows of `x` `[rows, ...]` that have the same segment: `[numSegments, ...]`. A segment that is negative or
 * not below `numSegments` is left out, as on tfjs's other backends.
 */
function segmentSum(
  { x, segmentIds }: { readonly x: Tensor; readonly segmentIds: Tensor1D },
  { numSegments }: { readonly numSegments: number },
): Tensor {
  const shape = [numSegments, ...x.shape.slice(1)];
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  const values = x.dataSync();
  const sums =
    x.dtype === 'int32' ? new Int32Array(numSegments * width) : new Float32Array(numSegments * width);
  for (const [row, segment] of segmentIds.dataSync().entries()) {
    if (segment < 0 || segment >= numSegments) continue;
    for (let column = 0; column < width; column++)
      sums[segment * width + column] =
        (sums[segment * width + column] ?? 0) + (values[row * width + column] ?? 0);
  }
  return tensor(sums, shape, x.dtype === 'int32' ? 'int32' : 'float32');
}

/** The gradient of `tf.gather`, and so of `tf.layers.embedding`. */
export const SEGMENT_SUM: SuppliedKernel = suppliedKernel({
  kernelName: UnsortedSegmentSum,
  reason: 'missing',
  compute: segmentSum,
});
