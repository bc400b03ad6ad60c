import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ensureConvolutionGradients } from '../gradients/convolution.ts';
import { FACES, nativeConvolution, type Convolution } from './convolution-faces.ts';
import { dilated, grouped, padded, strided } from './convolution-steps.ts';
import { channelsLast, inFormat } from './data-format.ts';
import { kernel } from './kernel.ts';
import { nativeOrComposed } from './native-or-composed.ts';
import {
  convolutionInfo,
  gradientInfo,
  type ConvolutionAttrs,
  type ConvolutionInfo,
  type ConvolutionOp,
} from './window-geometry.ts';
import { isExplicit, paddingAttributes } from './window-padding.ts';

type FilterGradAttrs = ConvolutionAttrs & { readonly filterShape: readonly number[] };
type InputGradAttrs = ConvolutionAttrs & { readonly inputShape: readonly number[] };

const isDilated = ({ axes }: ConvolutionInfo): boolean => axes.some(({ dilation }) => dilation > 1);
const isStrided = ({ axes }: ConvolutionInfo): boolean => axes.some(({ stride }) => stride > 1);

/** Depthwise with another stride along each axis. */
function isUneven({ op, axes }: ConvolutionInfo): boolean {
  return op === 'DepthwiseConv2dNative' && axes.some(({ stride }) => stride !== axes[0]?.stride);
}

/** By TensorFlow's op for it. TensorFlow's gradients take a dilation or an explicit padding, not both. */
function direct(backend: TensorFlowBackend, info: ConvolutionInfo): Convolution {
  const plain = (one: ConvolutionInfo): Convolution => nativeConvolution(backend, one);
  return paddingAttributes(info) === undefined || (isDilated(info) && isExplicit(info))
    ? padded(backend, info, plain)
    : plain(info);
}

/** By ops for simpler convolutions, which every TensorFlow has. */
function composed(backend: TensorFlowBackend, info: ConvolutionInfo): Convolution {
  const rest = (one: ConvolutionInfo): Convolution => convolution(backend, one);
  if (info.groups > 1) return grouped(backend, info, rest);
  if (isStrided(info)) return strided(backend, info, rest);
  return padded(backend, info, (one) => dilated(backend, one, rest));
}

/** The convolution with its gradients: natively where TensorFlow can. */
function convolution(backend: TensorFlowBackend, info: ConvolutionInfo): Convolution {
  if (info.groups === 1 && !isDilated(info) && !isUneven(info)) return direct(backend, info);
  const traits = [info.op, info.groups > 1, isDilated(info), isUneven(info)].join();
  const either = (face: keyof Convolution, a: TensorInfo, b: TensorInfo): TensorInfo =>
    nativeOrComposed(
      backend,
      `${face} of ${traits}`,
      [a, b],
      direct(backend, info)[face],
      composed(backend, info)[face],
    );
  // TensorFlow's depthwise gradients are wrong for a dilation.
  const gradient: typeof either =
    info.op === 'DepthwiseConv2dNative' && isDilated(info)
      ? (face, a, b) => composed(backend, info)[face](a, b)
      : either;
  return {
    forward: (x, filter) => either('forward', x, filter),
    inputGradient: (dy, filter) => gradient('inputGradient', dy, filter),
    filterGradient: (x, dy) => gradient('filterGradient', x, dy),
  };
}

function zeros(backend: TensorFlowBackend, shape: readonly number[], { dtype }: TensorInfo): TensorInfo {
  return backend.run1('Fill', [backend.int32(shape), backend.constant(0, dtype)]);
}

/** Convolves images. An empty result is made here: where there is no window, oneDNN answers its input. */
export function convolve(
  backend: TensorFlowBackend,
  op: ConvolutionOp,
  { x, filter }: { readonly x: TensorInfo; readonly filter: TensorInfo },
  attrs: ConvolutionAttrs,
): TensorInfo {
  const info = convolutionInfo(op, x.shape, filter.shape, attrs);
  backend.needRoom(op, info.outShape);
  const y =
    info.outShape.includes(0) || x.shape.includes(0)
      ? zeros(backend, info.outShape, x)
      : convolution(backend, info).forward(channelsLast(backend, x, attrs.dataFormat), filter);
  return inFormat(backend, y, attrs.dataFormat);
}

function inputGradient(
  backend: TensorFlowBackend,
  op: ConvolutionOp,
  { dy, filter }: { readonly dy: TensorInfo; readonly filter: TensorInfo },
  { inputShape, ...attrs }: InputGradAttrs,
): TensorInfo {
  const given = channelsLast(backend, dy, attrs.dataFormat);
  const info = gradientInfo(given.shape, (rounding) =>
    convolutionInfo(op, inputShape, filter.shape, { ...attrs, ...rounding }),
  );
  const dx =
    dy.shape.includes(0) || inputShape.includes(0)
      ? zeros(backend, info.inShape, dy)
      : convolution(backend, info).inputGradient(given, filter);
  return inFormat(backend, dx, attrs.dataFormat);
}

function filterGradient(
  backend: TensorFlowBackend,
  op: ConvolutionOp,
  { x, dy }: { readonly x: TensorInfo; readonly dy: TensorInfo },
  { filterShape, ...attrs }: FilterGradAttrs,
): TensorInfo {
  const given = channelsLast(backend, dy, attrs.dataFormat);
  const info = gradientInfo(given.shape, (rounding) =>
    convolutionInfo(op, x.shape, filterShape, { ...attrs, ...rounding }),
  );
  if (dy.shape.includes(0) || x.shape.includes(0)) return zeros(backend, filterShape, x);
  return convolution(backend, info).filterGradient(channelsLast(backend, x, attrs.dataFormat), given);
}

/** The kernels of a convolution and its gradients. */
export function convolutionKernels(op: ConvolutionOp): KernelConfig[] {
  const names = FACES[op];
  const row = <Inputs, Attrs>(
    face: keyof Convolution,
    compute: (backend: TensorFlowBackend, op: ConvolutionOp, inputs: Inputs, attrs: Attrs) => TensorInfo,
  ): KernelConfig =>
    kernel<Inputs, Attrs>(names[face], ({ inputs, attrs, backend }) => {
      ensureConvolutionGradients(op);
      return compute(backend, op, inputs, attrs);
    });
  return [
    row('forward', convolve),
    row('inputGradient', inputGradient),
    row('filterGradient', filterGradient),
  ];
}

/** Convolutions in two dimensions with their gradients, explicit padding included. */
export const CONVOLUTION: readonly KernelConfig[] = [
  ...convolutionKernels('Conv2D'),
  ...convolutionKernels('DepthwiseConv2dNative'),
];
