import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import type { KernelInput } from '../op-runner.ts';
import { runInFloat64 } from './whole-numbers.ts';
import type { ConvolutionInfo, ConvolutionOp } from './window-geometry.ts';
import { paddingAttributes, VALID } from './window-padding.ts';

/** A convolution with its gradients: three faces of one sum of products. Images have their channels last. */
export interface Convolution {
  /** `x` convolved with `filter`. */
  forward(x: TensorInfo, filter: TensorInfo): TensorInfo;
  /** The gradient with respect to `x`. */
  inputGradient(dy: TensorInfo, filter: TensorInfo): TensorInfo;
  /** The gradient with respect to `filter`. */
  filterGradient(x: TensorInfo, dy: TensorInfo): TensorInfo;
}

/** Names of the ops of the three faces, in TensorFlow and in tfjs. */
export const FACES: Readonly<Record<ConvolutionOp, Readonly<Record<keyof Convolution, string>>>> = {
  Conv2D: {
    forward: 'Conv2D',
    inputGradient: 'Conv2DBackpropInput',
    filterGradient: 'Conv2DBackpropFilter',
  },
  DepthwiseConv2dNative: {
    forward: 'DepthwiseConv2dNative',
    inputGradient: 'DepthwiseConv2dNativeBackpropInput',
    filterGradient: 'DepthwiseConv2dNativeBackpropFilter',
  },
  Conv3D: {
    forward: 'Conv3D',
    inputGradient: 'Conv3DBackpropInputV2',
    filterGradient: 'Conv3DBackpropFilterV2',
  },
};

/** A convolution by TensorFlow's own ops, whose padding is one that they have an attribute for. */
export function nativeConvolution(backend: TensorFlowBackend, info: ConvolutionInfo): Convolution {
  const names = FACES[info.op];
  const attributes: Attributes = {
    strides: ints([1, ...info.axes.map(({ stride }) => stride), 1]),
    dilations: ints([1, ...info.axes.map(({ dilation }) => dilation), 1]),
    data_format: string(info.axes.length === 3 ? 'NDHWC' : 'NHWC'),
    ...(paddingAttributes(info) ?? VALID),
  };
  const run = (face: keyof Convolution, ...inputs: KernelInput[]): TensorInfo =>
    runInFloat64(backend, names[face], inputs, attributes);
  return {
    forward: (x, filter) => run('forward', x, filter),
    inputGradient: (dy, filter) => run('inputGradient', backend.int32(info.inShape), filter, dy),
    filterGradient: (x, dy) => run('filterGradient', x, backend.int32(info.filterShape), dy),
  };
}
