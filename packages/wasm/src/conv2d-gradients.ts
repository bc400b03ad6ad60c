import {
  conv2d,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  reverse,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { channelsLast, inOrder } from './channel-order.ts';
import { extents, filterMargin, inputMargin } from './convolution-geometry.ts';
import type { ConvolutionAttributes, Shape4 } from './convolution-geometry.ts';
import { cropped, paddingOf, takeAll } from './margin.ts';
import { spread } from './spread.ts';
import { suppliedKernel } from './supplied-kernel.ts';
import type { SuppliedKernel } from './supplied-kernel.ts';

/** Inputs of the filter's gradient. */
interface FilterGradientInputs {
  readonly x: Tensor4D;
  readonly dy: Tensor4D;
}

/** Inputs of the input's gradient. */
interface InputGradientInputs {
  readonly dy: Tensor4D;
  readonly filter: Tensor4D;
}

/**
 * The gradient of a convolution's filter `[height, width, inChannels, outChannels]`, as one convolution.
 *
 * The input is convolved with the output's gradient as its filter: channels take the place of the batch, the batch that
 * of the channels, and stride and dilation change places.
 */
export function filterGradient(
  { x, dy }: FilterGradientInputs,
  attributes: ConvolutionAttributes & { readonly filterShape: Shape4 },
): Tensor4D {
  const { filterShape, dataFormat = 'NHWC' } = attributes;
  if (x.size === 0 || dy.size === 0) return zeros(filterShape);
  const { height, width } = extents(x.shape, filterShape, attributes);
  const [rows, columns] = [filterMargin(height), filterMargin(width)];
  const inputs = channelsLast(x, dataFormat);
  if (takeAll(inputs, rows, columns)) return zeros(filterShape);
  const images = transpose(cropped(inputs, rows, columns), [3, 1, 2, 0]);
  const gradient = transpose(channelsLast(dy, dataFormat), [1, 2, 0, 3]);
  const apart: [number, number] = [height.dilation, width.dilation];
  const holes: [number, number] = [height.stride, width.stride];
  const product = conv2d(images, gradient, apart, paddingOf(rows, columns), 'NHWC', holes);
  return transpose(product, [1, 2, 0, 3]);
}

/**
 * The gradient of a convolution's input, as one convolution: that of the output's gradient, spread by the stride, with
 * the filter turned around.
 */
export function inputGradient(
  { dy, filter }: InputGradientInputs,
  attributes: ConvolutionAttributes & { readonly inputShape: Shape4 },
): Tensor4D {
  const { inputShape, dataFormat = 'NHWC' } = attributes;
  if (dy.size === 0 || filter.size === 0) return zeros(inputShape);
  const { height, width } = extents(inputShape, filter.shape, attributes);
  const [rows, columns] = [inputMargin(height), inputMargin(width)];
  const gradient = spread(channelsLast(dy, dataFormat), height.stride, width.stride);
  if (takeAll(gradient, rows, columns)) return zeros(inputShape);
  const turned = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
  const holes: [number, number] = [height.dilation, width.dilation];
  const padding = paddingOf(rows, columns);
  const images = conv2d(cropped(gradient, rows, columns), turned, 1, padding, 'NHWC', holes);
  return inOrder(images, dataFormat);
}

/** Gradients of `tf.conv2d`, and so of `conv1d`, `separableConv2d` and `conv2dTranspose`. */
export const CONV2D_GRADIENTS: readonly SuppliedKernel[] = [
  suppliedKernel({ kernelName: Conv2DBackpropFilter, reason: 'missing', compute: filterGradient }),
  suppliedKernel({ kernelName: Conv2DBackpropInput, reason: 'slow', compute: inputGradient }),
];
