import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';
import { paddingAttributes } from './padding.ts';

type Shape4 = [number, number, number, number];
type Pad = 'valid' | 'same' | number | backend_util.ExplicitPadding;
type Rounding = 'floor' | 'round' | 'ceil' | undefined;

/** Attributes that all 2-D convolutions share. */
export interface ConvolutionAttrs {
  readonly strides: [number, number] | number;
  readonly pad: Pad;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: Rounding;
}

/** tfjs's geometry of a convolution; `depthwise` where each input channel has its own filters. */
export function convolutionInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvolutionAttrs,
  depthwise = false,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
    depthwise ? 'channelsLast' : backend_util.convertConv2DDataFormat(attrs.dataFormat ?? 'NHWC'),
  );
}

/** The attributes of TensorFlow's 2-D convolutions and their gradients. */
export function convolutionAttributes(info: backend_util.Conv2DInfo): Attributes {
  const last = info.dataFormat === 'channelsLast';
  const spatial = (height: number, width: number): number[] =>
    last ? [1, height, width, 1] : [1, 1, height, width];
  return {
    strides: ints(spatial(info.strideHeight, info.strideWidth)),
    dilations: ints(spatial(info.dilationHeight, info.dilationWidth)),
    data_format: string(last ? 'NHWC' : 'NCHW'),
    ...paddingAttributes(info),
  };
}

interface XFilter {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}

type FilterGradAttrs = ConvolutionAttrs & { readonly filterShape: Shape4 };
type InputGradAttrs = ConvolutionAttrs & { readonly inputShape: Shape4 };

/** Convolutions in two dimensions with their gradients, explicit padding included. */
export const CONVOLUTION: readonly KernelConfig[] = [
  kernel<XFilter, ConvolutionAttrs>('Conv2D', ({ inputs: { x, filter }, attrs, backend }) =>
    backend.run1('Conv2D', [x, filter], convolutionAttributes(convolutionInfo(x.shape, filter.shape, attrs))),
  ),
  kernel<{ dy: TensorInfo; filter: TensorInfo }, InputGradAttrs>(
    'Conv2DBackpropInput',
    ({ inputs: { dy, filter }, attrs, backend }) =>
      backend.run1(
        'Conv2DBackpropInput',
        [backend.int32(attrs.inputShape), filter, dy],
        convolutionAttributes(convolutionInfo(attrs.inputShape, filter.shape, attrs)),
      ),
  ),
  kernel<{ x: TensorInfo; dy: TensorInfo }, FilterGradAttrs>(
    'Conv2DBackpropFilter',
    ({ inputs: { x, dy }, attrs, backend }) =>
      backend.run1(
        'Conv2DBackpropFilter',
        [x, backend.int32(attrs.filterShape), dy],
        convolutionAttributes(convolutionInfo(x.shape, attrs.filterShape, attrs)),
      ),
  ),
  kernel<XFilter, ConvolutionAttrs>('DepthwiseConv2dNative', ({ inputs: { x, filter }, attrs, backend }) =>
    backend.run1(
      'DepthwiseConv2dNative',
      [x, filter],
      convolutionAttributes(convolutionInfo(x.shape, filter.shape, attrs, true)),
    ),
  ),
  kernel<{ dy: TensorInfo; filter: TensorInfo }, InputGradAttrs>(
    'DepthwiseConv2dNativeBackpropInput',
    ({ inputs: { dy, filter }, attrs, backend }) =>
      backend.run1(
        'DepthwiseConv2dNativeBackpropInput',
        [backend.int32(attrs.inputShape), filter, dy],
        convolutionAttributes(convolutionInfo(attrs.inputShape, filter.shape, attrs, true)),
      ),
  ),
  kernel<{ x: TensorInfo; dy: TensorInfo }, FilterGradAttrs>(
    'DepthwiseConv2dNativeBackpropFilter',
    ({ inputs: { x, dy }, attrs, backend }) =>
      backend.run1(
        'DepthwiseConv2dNativeBackpropFilter',
        [x, backend.int32(attrs.filterShape), dy],
        convolutionAttributes(convolutionInfo(x.shape, attrs.filterShape, attrs, true)),
      ),
  ),
];
