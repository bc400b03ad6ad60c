import { backend_util } from '@tensorflow/tfjs-core';
import type { DataFormat } from './channel-order.ts';
import type { Margin } from './margin.ts';

/** Shape of a filter `[height, width, inChannels, outChannels]` or of images. */
export type Shape4 = [number, number, number, number];

/** Attributes of the gradients of a convolution, as tfjs-core passes them. */
export interface ConvolutionAttributes {
  /** Steps of the window. */
  readonly strides: number | [number, number];
  /** Padding, as `tf.conv2d` takes it. */
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  /** Rounding of sizes that a numeric padding makes fractional. */
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** Order of the images' dimensions. */
  readonly dataFormat?: DataFormat;
  /** Distance of the filter's elements; tfjs-core's own gradient of `conv2d` passes none, which is 1. */
  readonly dilations?: number | [number, number];
}

/** One spatial dimension of a convolution. */
export interface Extent {
  /** Size of the input. */
  readonly input: number;
  /** Size of the output. */
  readonly output: number;
  /** Size of the filter, holes not counted. */
  readonly filter: number;
  /** Step of the window. */
  readonly stride: number;
  /** Distance of the filter's elements. */
  readonly dilation: number;
  /** Padding before the input's first element. */
  readonly before: number;
}

/** Rows and columns of a convolution. */
export interface Extents {
  /** Rows. */
  readonly height: Extent;
  /** Columns. */
  readonly width: Extent;
}

/** The geometry of a convolution of `images`, whose dimensions are in the order that the attributes say. */
export function extents(
  images: Shape4,
  filter: Shape4,
  attributes: ConvolutionAttributes,
  depthwise = false,
): Extents {
  const { strides, pad, dimRoundingMode, dataFormat = 'NHWC', dilations = 1 } = attributes;
  const info = backend_util.computeConv2DInfo(
    images,
    filter,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  return {
    height: {
      input: info.inHeight,
      output: info.outHeight,
      filter: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
    },
    width: {
      input: info.inWidth,
      output: info.outWidth,
      filter: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
    },
  };
}

/** Distance of the first and the last element of the filter. */
function reach({ filter, dilation }: Extent): number {
  return (filter - 1) * dilation;
}

/** Margins of the output's gradient, spread by the stride, with which a flipped filter covers exactly the input. */
export function inputMargin(extent: Extent): Margin {
  const { input, output, stride, before } = extent;
  const first = reach(extent) - before;
  return [first, input + reach(extent) - first - output * stride];
}

/** Margins of the input with which the output's windows, and no more, fit: the last may be negative. */
export function filterMargin(extent: Extent): Margin {
  const { input, output, stride, before } = extent;
  return [before, (output - 1) * stride + 1 + reach(extent) - before - input];
}
