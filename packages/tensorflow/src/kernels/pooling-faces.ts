import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import { runOnFloats } from './casting.ts';
import { oneDnnMaxPoolGradient } from './onednn-max-pool.ts';
import type { WindowInfo } from './window-axes.ts';
import { gradientInfo, poolInfo, type PoolAttrs } from './window-geometry.ts';
import {
  isExplicit,
  margins,
  paddingAttributes,
  surround,
  surroundedShape,
  uncover,
  VALID,
} from './window-padding.ts';

/** How many dimensions a pooling has: '' for images, '3D' for volumes, as in the ops' names. */
export type Dimensions = '' | '3D';

const RANKS = { '': 4, '3D': 5 } as const;

/** Attributes of TensorFlow's poolings. */
export function poolAttributes(info: WindowInfo, padding: Attributes): Attributes {
  return {
    ksize: ints([1, ...info.axes.map(({ filter }) => filter), 1]),
    strides: ints([1, ...info.axes.map(({ stride }) => stride), 1]),
    ...padding,
  };
}

/** TensorFlow's max pooling takes explicit padding itself, but none as wide as the window. */
function maxPoolPadding(info: WindowInfo): Attributes | undefined {
  const padding = paddingAttributes(info);
  if (!padding || info.same || padding === VALID) return padding;
  const sizes = margins(info);
  return info.axes.some(({ filter }, axis) => Math.max(...(sizes[axis] ?? [])) >= filter)
    ? undefined
    : padding;
}

/** TensorFlow's average pooling takes none. */
function avgPoolPadding(info: WindowInfo): Attributes | undefined {
  return isExplicit(info) ? undefined : paddingAttributes(info);
}

/** What oneDNN's kernel takes: its workspace has one byte for the place in a window. */
function isOneDnns(info: WindowInfo, { dtype }: TensorInfo): boolean {
  const places = info.axes.reduce((product, { filter }) => product * filter, 1);
  return info.axes.length === 2 && dtype === 'float32' && places < 256 && !isExplicit(info);
}

/** As tfjs: a window of one element is no pooling where the size stays. */
function isIdentity(info: WindowInfo): boolean {
  return (
    info.axes.every(({ filter }) => filter === 1) && util.arraysEqual([...info.inShape], [...info.outShape])
  );
}

function fill(
  backend: TensorFlowBackend,
  shape: readonly number[],
  value: number,
  { dtype }: Pick<TensorInfo, 'dtype'>,
): TensorInfo {
  return backend.run1('Fill', [backend.int32(shape), backend.constant(value, dtype)]);
}

/**
 * Which share of each window is inside the image: what turns the mean over a zero-padded window into the mean over its
 * elements of the image. tfjs, as TensorFlow's SAME, does not count the padding.
 */
function insideShare(backend: TensorFlowBackend, dimensions: Dimensions, info: WindowInfo): TensorInfo {
  const ones = fill(backend, [1, ...info.axes.map(({ input }) => input), 1], 1, { dtype: 'float32' });
  return backend.run1(
    `AvgPool${dimensions}`,
    [surround(backend, ones, info, 0)],
    poolAttributes(info, VALID),
  );
}

/** The largest element of every window. */
export function maxPool(
  backend: TensorFlowBackend,
  dimensions: Dimensions,
  x: TensorInfo,
  attrs: PoolAttrs,
): TensorInfo {
  const info = poolInfo(x.shape, attrs, RANKS[dimensions]);
  const op = `MaxPool${dimensions}`;
  backend.needRoom(op, info.outShape);
  if (isIdentity(info)) return backend.share(x);
  if (info.outShape.includes(0) || x.shape.includes(0)) return fill(backend, info.outShape, 0, x);
  const padding = maxPoolPadding(info);
  const image = padding ? x : surround(backend, x, info, -Infinity);
  if (dimensions === '3D' && x.dtype !== 'float32') return maxPoolAxes(backend, image, info);
  return backend.run1(op, [image], poolAttributes(info, padding ?? VALID));
}

/**
 * The largest element of every window of a volume, first within its layers and then across them: TensorFlow pools whole
 * numbers in two dimensions only.
 */
function maxPoolAxes(backend: TensorFlowBackend, volume: TensorInfo, info: WindowInfo): TensorInfo {
  const [depth, rows, columns] = info.axes;
  if (!depth || !rows || !columns) return volume;
  const padding: Attributes = { padding: string(info.same ? 'SAME' : 'VALID') };
  const [batch = 0, layers = 0, height = 0, width = 0, channels = 0] = volume.shape;
  const reshape = (x: TensorInfo, shape: readonly number[]): TensorInfo =>
    backend.run1('Reshape', [x, backend.int32(shape)]);
  const pool = (x: TensorInfo, filter: readonly number[], strides: readonly number[]): TensorInfo =>
    backend.run1('MaxPool', [x], {
      ksize: ints([1, ...filter, 1]),
      strides: ints([1, ...strides, 1]),
      ...padding,
    });
  const images = reshape(volume, [batch * layers, height, width, channels]);
  const within = pool(images, [rows.filter, columns.filter], [rows.stride, columns.stride]);
  const stacked = reshape(within, [batch, layers, rows.output * columns.output, channels]);
  return reshape(pool(stacked, [depth.filter, 1], [depth.stride, 1]), info.outShape);
}

/** The gradient of {@link maxPool}. */
export function maxPoolGradient(
  backend: TensorFlowBackend,
  dimensions: Dimensions,
  { dy, input, output }: Readonly<Record<'dy' | 'input' | 'output', TensorInfo>>,
  attrs: PoolAttrs,
): TensorInfo {
  const info = gradientInfo(dy.shape, (rounding) =>
    poolInfo(input.shape, { ...attrs, ...rounding }, RANKS[dimensions]),
  );
  if (isIdentity(info)) return backend.share(dy);
  if (info.outShape.includes(0) || input.shape.includes(0)) return fill(backend, input.shape, 0, dy);
  const op = `MaxPool${dimensions}Grad`;
  const padding = maxPoolPadding(info);
  if (padding) {
    const all = poolAttributes(info, padding);
    const fast = isOneDnns(info, input) ? oneDnnMaxPoolGradient(backend, input, dy, all) : undefined;
    return fast ?? runOnFloats(backend, op, [input, output, dy], all);
  }
  const padded = surround(backend, input, info, -Infinity);
  const gradient = runOnFloats(backend, op, [padded, output, dy], poolAttributes(info, VALID));
  return uncover(backend, gradient, info, input.shape);
}

/** The mean of the elements of every window that are inside the image. */
export function avgPool(
  backend: TensorFlowBackend,
  dimensions: Dimensions,
  x: TensorInfo,
  attrs: PoolAttrs,
): TensorInfo {
  const info = poolInfo(x.shape, attrs, RANKS[dimensions]);
  const op = `AvgPool${dimensions}`;
  backend.needRoom(op, info.outShape);
  if (isIdentity(info)) return backend.share(x);
  if (info.outShape.includes(0) || x.shape.includes(0))
    return fill(backend, info.outShape, 0, { dtype: 'float32' });
  const padding = avgPoolPadding(info);
  if (padding) return runOnFloats(backend, op, [x], poolAttributes(info, padding));
  const mean = runOnFloats(backend, op, [surround(backend, x, info, 0)], poolAttributes(info, VALID));
  // As tfjs, the mean of no element is NaN in images and 0 in volumes.
  const divide = dimensions === '3D' ? 'DivNoNan' : 'RealDiv';
  return backend.run1(divide, [mean, insideShare(backend, dimensions, info)]);
}

/**
 * The gradient of {@link avgPool}.
 *
 * Differs: tfjs's cpu backend divides by the whole window, also where it is partly outside; this is the true gradient.
 */
export function avgPoolGradient(
  backend: TensorFlowBackend,
  dimensions: Dimensions,
  { dy, input }: Readonly<Record<'dy' | 'input', TensorInfo>>,
  attrs: PoolAttrs,
): TensorInfo {
  const info = gradientInfo(dy.shape, (rounding) =>
    poolInfo(input.shape, { ...attrs, ...rounding }, RANKS[dimensions]),
  );
  if (isIdentity(info)) return backend.share(dy);
  if (info.outShape.includes(0) || input.shape.includes(0)) return fill(backend, input.shape, 0, dy);
  const op = `AvgPool${dimensions}Grad`;
  const padding = avgPoolPadding(info);
  if (padding) return backend.run1(op, [backend.int32(input.shape), dy], poolAttributes(info, padding));
  const scaled = backend.run1('DivNoNan', [dy, insideShare(backend, dimensions, info)]);
  const size = backend.int32(surroundedShape(info, input.shape));
  return uncover(backend, backend.run1(op, [size, scaled], poolAttributes(info, VALID)), info, input.shape);
}
