import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, type } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';
import { poolAttributes } from './pooling-faces.ts';
import type { WindowInfo } from './window-axes.ts';
import { poolInfo, type PoolAttrs } from './window-geometry.ts';
import { isExplicit, paddingAttributes, surround, surroundedShape, VALID } from './window-padding.ts';

type ArgmaxAttrs = PoolAttrs & { readonly includeBatchInIndex?: boolean };

/** Places in the padded images, as places in the images themselves. Both count through all images. */
function uncovered(backend: TensorFlowBackend, places: TensorInfo, info: WindowInfo): TensorInfo {
  const apply = (op: string, x: TensorInfo, value: number): TensorInfo =>
    value === 1 && op !== 'FloorMod' ? x : backend.run1(op, [x, backend.int32(value)]);
  const [, ...wide] = surroundedShape(info, info.inShape);
  const [, ...sizes] = info.inShape;
  const before = [...info.axes.map((axis) => axis.before), 0];
  // Row, column and channel of each place; what is left is the image.
  let rest = places;
  const parts: TensorInfo[] = [];
  for (let axis = wide.length - 1; axis >= 0; axis--) {
    const size = wide[axis] ?? 1;
    parts.unshift(apply('FloorMod', rest, size));
    rest = apply('FloorDiv', rest, size);
  }
  return parts.reduce((index, part, axis) => {
    const inside = backend.run1('Sub', [part, backend.int32(before[axis] ?? 0)]);
    return backend.run1('AddV2', [apply('Mul', index, sizes[axis] ?? 1), inside]);
  }, rest);
}

/** Numbers for NaN, which tfjs does not count and TensorFlow takes for the largest. */
function withoutNaN(backend: TensorFlowBackend, x: TensorInfo): TensorInfo {
  if (x.dtype !== 'float32') return x;
  const least = backend.constant(-Infinity, 'float32');
  return backend.run1('SelectV2', [backend.run1('IsNan', [x]), least, x]);
}

/** Max pooling that also says where each maximum is. */
export const ARGMAX_POOLING: readonly KernelConfig[] = [
  kernel<{ x: TensorInfo }, ArgmaxAttrs>('MaxPoolWithArgmax', ({ inputs: { x }, attrs, backend }) => {
    const info = poolInfo(x.shape, attrs);
    backend.needRoom('MaxPoolWithArgmax', info.outShape);
    if (info.outShape.includes(0) || x.shape.includes(0)) {
      const shape = backend.int32(info.outShape);
      return [x.dtype, 'int32' as const].map((dtype) =>
        backend.run1('Fill', [shape, backend.constant(0, dtype)]),
      );
    }
    const withBatch = attrs.includeBatchInIndex === true;
    const explicit = isExplicit(info);
    const numbers = withoutNaN(backend, x);
    const [result, indexes] = backend.run(
      'MaxPoolWithArgmax',
      [explicit ? surround(backend, numbers, info, -Infinity) : numbers],
      {
        ...poolAttributes(info, explicit ? VALID : (paddingAttributes(info) ?? VALID)),
        Targmax: type('int32'),
        include_batch_in_index: bool(withBatch || explicit),
      },
      2,
    );
    if (!result || !indexes) return [];
    if (!explicit) return [result, indexes];
    const places = uncovered(backend, indexes, info);
    const [, ...image] = info.inShape;
    const size = image.reduce((product, dim) => product * dim, 1);
    return [result, withBatch ? places : backend.run1('FloorMod', [places, backend.int32(size)])];
  }),
];
