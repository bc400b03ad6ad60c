import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { int, ints, string, type Attributes } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';
import { convolutionInfo, gradientInfo, type ConvolutionAttrs, type WindowInfo } from './window-geometry.ts';
import { isExplicit, paddingAttributes, surround, surroundedShape, uncover } from './window-padding.ts';

type Shape4 = [number, number, number, number];
type Op = 'Conv2D' | 'DepthwiseConv2dNative';

type FilterGradAttrs = ConvolutionAttrs & { readonly filterShape: Shape4 };
type InputGradAttrs = ConvolutionAttrs & { readonly inputShape: Shape4 };

function geometry(
  op: Op,
  input: readonly number[],
  filter: readonly number[],
  attrs: ConvolutionAttrs,
): WindowInfo {
  return convolutionInfo(input, filter, attrs, op === 'DepthwiseConv2dNative');
}

function attributes(info: WindowInfo, padding: Attributes): Attributes {
  const last = info.dataFormat === 'channelsLast';
  const spatial = (height: number, width: number): number[] =>
    last ? [1, height, width, 1] : [1, 1, height, width];
  return {
    strides: ints(spatial(info.strideHeight, info.strideWidth)),
    dilations: ints(spatial(info.dilationHeight, info.dilationWidth)),
    data_format: string(last ? 'NHWC' : 'NCHW'),
    ...padding,
  };
}

const VALID: Attributes = { padding: string('VALID') };

/**
 * Whether a gradient takes the filter with its holes filled by zeros: TensorFlow's take a dilation or an explicit padding,
 * not both, and its depthwise ones are wrong for a dilation.
 */
function needsDenseFilter(op: Op, info: WindowInfo): boolean {
  const dilated = info.dilationHeight > 1 || info.dilationWidth > 1;
  return dilated && (op === 'DepthwiseConv2dNative' || isExplicit(info));
}

/** The same convolution with a filter that has no holes. */
function dense(info: WindowInfo): WindowInfo {
  return { ...info, dilationHeight: 1, dilationWidth: 1 };
}

/** Zeros between the filter's elements, so that dilation 1 does what its dilation did. */
function fillHoles(backend: TensorFlowBackend, filter: TensorInfo, info: WindowInfo): TensorInfo {
  const { dilationHeight, dilationWidth, effectiveFilterHeight, effectiveFilterWidth } = info;
  const [height = 0, width = 0, ...channels] = filter.shape;
  const apart = backend.run1('Reshape', [filter, backend.int32([height, 1, width, 1, ...channels])]);
  const holes = [0, dilationHeight - 1, 0, dilationWidth - 1, 0, 0].map((after) => [0, after]);
  const padded = backend.run1('PadV2', [apart, backend.int32Matrix(holes), backend.constant(0, 'float32')]);
  const spread = [height * dilationHeight, width * dilationWidth, ...channels];
  return backend.run1('Slice', [
    backend.run1('Reshape', [padded, backend.int32(spread)]),
    backend.int32([0, 0, 0, 0]),
    backend.int32([effectiveFilterHeight, effectiveFilterWidth, ...channels]),
  ]);
}

/** The gradient of {@link fillHoles}. */
function takeOutHoles(backend: TensorFlowBackend, gradient: TensorInfo, info: WindowInfo): TensorInfo {
  const none = backend.int32([0, 0, 0, 0]);
  const steps = backend.int32([info.dilationHeight, info.dilationWidth, 1, 1]);
  const masks = { begin_mask: int(0b1111), end_mask: int(0b1111) };
  return backend.run1('StridedSlice', [gradient, none, none, steps], masks);
}

function zeros(backend: TensorFlowBackend, shape: readonly number[]): TensorInfo {
  return backend.run1('Fill', [backend.int32(shape), backend.constant(0, 'float32')]);
}

/** Convolves images. An empty result is made here: where there is no window, oneDNN answers its input. */
export function convolve(
  backend: TensorFlowBackend,
  op: Op,
  { x, filter }: { readonly x: TensorInfo; readonly filter: TensorInfo },
  attrs: ConvolutionAttrs,
): TensorInfo {
  const info = geometry(op, x.shape, filter.shape, attrs);
  if (info.outShape.includes(0) || x.shape.includes(0)) return zeros(backend, info.outShape);
  backend.needRoom(op, info.outShape);
  const padding = paddingAttributes(info);
  return padding
    ? backend.run1(op, [x, filter], attributes(info, padding))
    : backend.run1(op, [surround(backend, x, info, 0), filter], attributes(info, VALID));
}

function inputGradient(
  backend: TensorFlowBackend,
  op: Op,
  { dy, filter }: { readonly dy: TensorInfo; readonly filter: TensorInfo },
  { inputShape, ...attrs }: InputGradAttrs,
): TensorInfo {
  const info = gradientInfo(dy.shape, (rounding) =>
    geometry(op, inputShape, filter.shape, { ...attrs, ...rounding }),
  );
  if (dy.shape.includes(0) || inputShape.includes(0)) return zeros(backend, inputShape);
  const holes = needsDenseFilter(op, info);
  const weights = holes ? fillHoles(backend, filter, info) : filter;
  const run = (size: readonly number[], padding: Attributes): TensorInfo =>
    backend.run1(
      `${op}BackpropInput`,
      [backend.int32(size), weights, dy],
      attributes(holes ? dense(info) : info, padding),
    );
  const padding = paddingAttributes(info);
  return padding
    ? run(inputShape, padding)
    : uncover(backend, run(surroundedShape(info, inputShape), VALID), info, inputShape);
}

function filterGradient(
  backend: TensorFlowBackend,
  op: Op,
  { x, dy }: { readonly x: TensorInfo; readonly dy: TensorInfo },
  { filterShape, ...attrs }: FilterGradAttrs,
): TensorInfo {
  const info = gradientInfo(dy.shape, (rounding) =>
    geometry(op, x.shape, filterShape, { ...attrs, ...rounding }),
  );
  if (dy.shape.includes(0) || x.shape.includes(0)) return zeros(backend, filterShape);
  const holes = needsDenseFilter(op, info);
  const [, , ...channels] = filterShape;
  const size = holes ? [info.effectiveFilterHeight, info.effectiveFilterWidth, ...channels] : filterShape;
  const padding = paddingAttributes(info);
  const gradient = backend.run1(
    `${op}BackpropFilter`,
    [padding ? x : surround(backend, x, info, 0), backend.int32(size), dy],
    attributes(holes ? dense(info) : info, padding ?? VALID),
  );
  return holes ? takeOutHoles(backend, gradient, info) : gradient;
}

/** Convolutions in two dimensions with their gradients, explicit padding included. */
export const CONVOLUTION: readonly KernelConfig[] = (['Conv2D', 'DepthwiseConv2dNative'] as const).flatMap(
  (op) => [
    kernel<{ x: TensorInfo; filter: TensorInfo }, ConvolutionAttrs>(op, ({ inputs, attrs, backend }) =>
      convolve(backend, op, inputs, attrs),
    ),
    kernel<{ dy: TensorInfo; filter: TensorInfo }, InputGradAttrs>(
      `${op}BackpropInput`,
      ({ inputs, attrs, backend }) => inputGradient(backend, op, inputs, attrs),
    ),
    kernel<{ x: TensorInfo; dy: TensorInfo }, FilterGradAttrs>(
      `${op}BackpropFilter`,
      ({ inputs, attrs, backend }) => filterGradient(backend, op, inputs, attrs),
    ),
  ],
);
