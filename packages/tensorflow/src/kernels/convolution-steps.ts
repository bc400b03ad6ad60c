import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { int } from '../eager/attributes.ts';
import type { Convolution } from './convolution-faces.ts';
import { pick, spread } from './spread.ts';
import type { WindowAxis } from './window-axes.ts';
import type { ConvolutionInfo } from './window-geometry.ts';
import { surround, uncover, withoutPadding } from './window-padding.ts';

/** Makes the simpler convolution that a step leaves over. */
type Rest = (info: ConvolutionInfo) => Convolution;

/** The padding is put around the image; the rest has none. */
export function padded(backend: TensorFlowBackend, info: ConvolutionInfo, rest: Rest): Convolution {
  const inner = rest(withoutPadding(info));
  const wide = (x: TensorInfo): TensorInfo => surround(backend, x, info, 0);
  return {
    forward: (x, filter) => inner.forward(wide(x), filter),
    inputGradient: (dy, filter) => uncover(backend, inner.inputGradient(dy, filter), info, info.inShape),
    filterGradient: (x, dy) => inner.filterGradient(wide(x), dy),
  };
}

/** The rest has every window, of which this takes every `stride`-th. */
export function strided(backend: TensorFlowBackend, info: ConvolutionInfo, rest: Rest): Convolution {
  const steps = info.axes.map(({ stride }) => stride);
  const axes = info.axes.map((axis) => ({ ...axis, output: (axis.output - 1) * axis.stride + 1, stride: 1 }));
  const inner = rest({ ...info, axes, same: false, outShape: withSpatial(info.outShape, axes, 'output') });
  return {
    forward: (x, filter) => pick(backend, inner.forward(x, filter), steps),
    inputGradient: (dy, filter) => inner.inputGradient(spread(backend, dy, steps), filter),
    filterGradient: (x, dy) => inner.filterGradient(x, spread(backend, dy, steps)),
  };
}

/**
 * The rest has windows without holes, on images of every `dilation`-th row and column. For images without padding and with
 * stride 1.
 */
export function dilated(backend: TensorFlowBackend, info: ConvolutionInfo, rest: Rest): Convolution {
  const blocks = info.axes.map(({ dilation }) => dilation);
  const count = blocks.reduce((product, block) => product * block, 1);
  const axes = info.axes.map(({ input, filter, dilation }): WindowAxis => {
    const part = Math.ceil(input / dilation);
    return {
      input: part,
      output: part - filter + 1,
      filter,
      extent: filter,
      stride: 1,
      dilation: 1,
      before: 0,
    };
  });
  const inShape = withSpatial(info.inShape, axes, 'input', count);
  const outShape = withSpatial(info.outShape, axes, 'output', count);
  const inner = rest({ ...info, axes, inShape, outShape });
  /** Elements that the parts have together, and the image has not. */
  const beyond = (size: 'input' | 'output'): number[][] =>
    info.axes.map((axis, index) => [0, (axes[index]?.[size] ?? 0) * axis.dilation - axis[size]]);
  const apart = (images: TensorInfo, size: 'input' | 'output'): TensorInfo =>
    backend.run1('SpaceToBatchND', [images, backend.int32(blocks), backend.int32Matrix(beyond(size))]);
  const together = (parts: TensorInfo, size: 'input' | 'output'): TensorInfo =>
    backend.run1('BatchToSpaceND', [parts, backend.int32(blocks), backend.int32Matrix(beyond(size))]);
  return {
    forward: (x, filter) => together(inner.forward(apart(x, 'input'), filter), 'output'),
    inputGradient: (dy, filter) => together(inner.inputGradient(apart(dy, 'output'), filter), 'input'),
    filterGradient: (x, dy) => inner.filterGradient(apart(x, 'input'), apart(dy, 'output')),
  };
}

/** The rest is a convolution of one group of channels. */
export function grouped(backend: TensorFlowBackend, info: ConvolutionInfo, rest: Rest): Convolution {
  const { groups } = info;
  const part = (shape: readonly number[]): number[] => [...shape.slice(0, -1), (shape.at(-1) ?? 0) / groups];
  const inner = rest({
    ...info,
    groups: 1,
    inShape: part(info.inShape),
    outShape: part(info.outShape),
    filterShape: part(info.filterShape),
  });
  const split = (x: TensorInfo): TensorInfo[] =>
    backend.run('Split', [backend.int32(x.shape.length - 1), x], { num_split: int(groups) }, groups);
  const each = (face: keyof Convolution, a: TensorInfo, b: TensorInfo): TensorInfo => {
    const others = split(b);
    const parts = split(a).map((one, index) => inner[face](one, others[index] ?? one));
    return backend.run1('ConcatV2', [parts, backend.int32((parts[0]?.shape.length ?? 1) - 1)]);
  };
  return {
    forward: (x, filter) => each('forward', x, filter),
    inputGradient: (dy, filter) => each('inputGradient', dy, filter),
    filterGradient: (x, dy) => each('filterGradient', x, dy),
  };
}

function withSpatial(
  shape: readonly number[],
  axes: readonly WindowAxis[],
  size: 'input' | 'output',
  batches = 1,
): number[] {
  const [batch = 0] = shape;
  return [batch * batches, ...axes.map((axis) => axis[size]), shape.at(-1) ?? 0];
}
