import {
  concat,
  depthwiseConv2d,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  matMul,
  mul,
  ones,
  pad,
  reshape,
  reverse,
  slice,
  sum,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
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
 * The gradient of a depthwise convolution's filter `[height, width, channels, multiplier]`, element by element: the part
 * of the input that it met, times the output's gradient, summed over batch and pixels by a product of matrices.
 */
export function filterGradient(
  { x, dy }: FilterGradientInputs,
  attributes: ConvolutionAttributes & { readonly filterShape: Shape4 },
): Tensor4D {
  const { filterShape } = attributes;
  if (x.size === 0 || dy.size === 0) return zeros(filterShape);
  const { height, width } = extents(x.shape, filterShape, attributes, true);
  const [filterRows, filterColumns, channels, multiplier] = filterShape;
  // The spread gradient has zeros where a stride skips the input, so that the input is never read in steps.
  const gradient = spread(dy, height.stride, width.stride);
  const [batch, rows, columns] = gradient.shape;
  const surplus = ({ stride }: { readonly stride: number }): number => stride - 1;
  const [top, bottom] = filterMargin(height);
  const [left, right] = filterMargin(width);
  const margins = [
    [top, bottom + surplus(height)],
    [left, right + surplus(width)],
  ] as const;
  if (takeAll(x, ...margins)) return zeros(filterShape);
  const images = pad(cropped(x, ...margins), paddingOf(...margins)) as Tensor4D;

  const pixels = batch * rows * columns;
  const factors: Tensor5D = reshape(gradient, [batch, rows, columns, channels, multiplier]);
  const every = ones([1, pixels]);
  const elements: Tensor[] = [];
  for (let row = 0; row < filterRows; row++)
    for (let column = 0; column < filterColumns; column++) {
      const corner = [0, row * height.dilation, column * width.dilation, 0];
      const met = reshape(slice(images, corner, [batch, rows, columns, channels]), [
        batch,
        rows,
        columns,
        channels,
        1,
      ]);
      elements.push(matMul(every, reshape(mul(met, factors), [pixels, channels * multiplier])));
    }
  return reshape(concat(elements), filterShape);
}

/**
 * The gradient of a depthwise convolution's input: that of the output's gradient, spread by the stride, with the filter
 * turned around, summed over the outputs of each channel.
 */
export function inputGradient(
  { dy, filter }: InputGradientInputs,
  attributes: ConvolutionAttributes & { readonly inputShape: Shape4 },
): Tensor4D {
  const { inputShape } = attributes;
  if (dy.size === 0 || filter.size === 0) return zeros(inputShape);
  const { height, width } = extents(inputShape, filter.shape, attributes, true);
  const [rows, columns] = [inputMargin(height), inputMargin(width)];
  const [filterRows, filterColumns, channels, multiplier] = filter.shape;
  const gradient = spread(dy, height.stride, width.stride);
  if (takeAll(gradient, rows, columns)) return zeros(inputShape);
  const turned: Tensor4D = reshape(reverse(filter, [0, 1]), [
    filterRows,
    filterColumns,
    channels * multiplier,
    1,
  ]);
  const holes: [number, number] = [height.dilation, width.dilation];
  const padding = paddingOf(rows, columns);
  const parts = depthwiseConv2d(cropped(gradient, rows, columns), turned, 1, padding, 'NHWC', holes);
  if (multiplier === 1) return parts;
  return sum(reshape(parts, [...inputShape, multiplier]), -1);
}

/** Gradients of `tf.depthwiseConv2d`, and so of `separableConv2d`. */
export const DEPTHWISE_GRADIENTS: readonly SuppliedKernel[] = [
  suppliedKernel({
    kernelName: DepthwiseConv2dNativeBackpropFilter,
    reason: 'missing',
    compute: filterGradient,
  }),
  suppliedKernel({
    kernelName: DepthwiseConv2dNativeBackpropInput,
    reason: 'missing',
    compute: inputGradient,
  }),
];
