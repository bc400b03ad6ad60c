import { util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';
import { gradientInfo, poolInfo, type PoolAttrs, type WindowInfo } from './window-geometry.ts';
import {
  isExplicit,
  margins,
  paddingAttributes,
  surround,
  surroundedShape,
  uncover,
} from './window-padding.ts';

const VALID: Attributes = { padding: string('VALID') };

function attributes(info: WindowInfo, padding: Attributes): Attributes {
  return {
    ksize: ints([1, info.filterHeight, info.filterWidth, 1]),
    strides: ints([1, info.strideHeight, info.strideWidth, 1]),
    data_format: string('NHWC'),
    ...padding,
  };
}

/** TensorFlow's max pooling takes explicit padding itself, but none as wide as the window. */
function maxPoolPadding(info: WindowInfo): Attributes | undefined {
  const [rows, columns] = margins(info);
  const tooWide = Math.max(...rows) >= info.filterHeight || Math.max(...columns) >= info.filterWidth;
  return tooWide && isExplicit(info) ? undefined : paddingAttributes(info);
}

/** As tfjs: a window of one element is no pooling where the size stays. */
function isIdentity(info: WindowInfo): boolean {
  return info.filterHeight === 1 && info.filterWidth === 1 && util.arraysEqual(info.inShape, info.outShape);
}

function fill(backend: TensorFlowBackend, shape: readonly number[], value: number): TensorInfo {
  return backend.run1('Fill', [backend.int32(shape), backend.constant(value, 'float32')]);
}

/**
 * Which share of each window is inside the image: what turns the mean over a zero-padded window into the mean over its
 * elements of the image. tfjs, as TensorFlow's SAME, does not count the padding.
 */
function insideShare(backend: TensorFlowBackend, info: WindowInfo): TensorInfo {
  const ones = fill(backend, [1, info.inHeight, info.inWidth, 1], 1);
  return backend.run1('AvgPool', [surround(backend, ones, info, 0)], attributes(info, VALID));
}

/** Pooling in two dimensions with its gradients, explicit padding included. */
export const POOLING: readonly KernelConfig[] = [
  kernel<{ x: TensorInfo }, PoolAttrs>('MaxPool', ({ inputs: { x }, attrs, backend }) => {
    const info = poolInfo(x.shape, attrs);
    backend.needRoom('MaxPool', info.outShape);
    if (isIdentity(info)) return backend.share(x);
    if (info.outShape.includes(0)) return fill(backend, info.outShape, 0);
    const padding = maxPoolPadding(info);
    return padding
      ? backend.run1('MaxPool', [x], attributes(info, padding))
      : backend.run1('MaxPool', [surround(backend, x, info, -Infinity)], attributes(info, VALID));
  }),
  kernel<{ dy: TensorInfo; input: TensorInfo; output: TensorInfo }, PoolAttrs>(
    'MaxPoolGrad',
    ({ inputs: { dy, input, output }, attrs, backend }) => {
      const info = gradientInfo(dy.shape, (rounding) => poolInfo(input.shape, { ...attrs, ...rounding }));
      if (isIdentity(info)) return backend.share(dy);
      if (info.outShape.includes(0)) return fill(backend, input.shape, 0);
      const padding = maxPoolPadding(info);
      if (padding) return backend.run1('MaxPoolGrad', [input, output, dy], attributes(info, padding));
      const padded = surround(backend, input, info, -Infinity);
      const gradient = backend.run1('MaxPoolGrad', [padded, output, dy], attributes(info, VALID));
      return uncover(backend, gradient, info, input.shape);
    },
  ),
  kernel<{ x: TensorInfo }, PoolAttrs>('AvgPool', ({ inputs: { x }, attrs, backend }) => {
    const info = poolInfo(x.shape, attrs);
    backend.needRoom('AvgPool', info.outShape);
    if (isIdentity(info)) return backend.share(x);
    if (info.outShape.includes(0)) return fill(backend, info.outShape, 0);
    const padding = isExplicit(info) ? undefined : paddingAttributes(info);
    if (padding) return backend.run1('AvgPool', [x], attributes(info, padding));
    const mean = backend.run1('AvgPool', [surround(backend, x, info, 0)], attributes(info, VALID));
    return backend.run1('RealDiv', [mean, insideShare(backend, info)]);
  }),
  // Differs: tfjs's cpu backend divides by the whole window, also where it is partly outside; this is the true gradient.
  kernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttrs>(
    'AvgPoolGrad',
    ({ inputs: { dy, input }, attrs, backend }) => {
      const info = gradientInfo(dy.shape, (rounding) => poolInfo(input.shape, { ...attrs, ...rounding }));
      if (isIdentity(info)) return backend.share(dy);
      if (info.outShape.includes(0)) return fill(backend, input.shape, 0);
      const padding = isExplicit(info) ? undefined : paddingAttributes(info);
      if (padding)
        return backend.run1('AvgPoolGrad', [backend.int32(input.shape), dy], attributes(info, padding));
      const scaled = backend.run1('RealDiv', [dy, insideShare(backend, info)]);
      const size = backend.int32(surroundedShape(info, input.shape));
      const gradient = backend.run1('AvgPoolGrad', [size, scaled], attributes(info, VALID));
      return uncover(backend, gradient, info, input.shape);
    },
  ),
];
