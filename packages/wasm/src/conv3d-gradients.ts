import {
  add,
  backend_util,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  gather,
  pad as padded,
  range,
  reshape,
  slice,
  stack,
  zeros,
} from '@tensorflow/tfjs-core';
import type {
  Conv3DBackpropFilterV2Attrs,
  Conv3DBackpropInputV2Attrs,
  Tensor,
  Tensor4D,
  Tensor5D,
} from '@tensorflow/tfjs-core';
import { filterGradient, inputGradient } from './conv2d-gradients.ts';
import type { ConvolutionAttributes, Shape4 } from './convolution-geometry.ts';
import { suppliedKernel } from './supplied-kernel.ts';
import type { SuppliedKernel } from './supplied-kernel.ts';

type Shape5 = Conv3DBackpropInputV2Attrs['inputShape'];

/** One slice of the filter's depth: which slices of the output it gives to, and which of the input it reads for them. */
interface Meeting {
  /** First slice of the output. */
  readonly output: number;
  /** Slice of the input that it reads for the first; the next are `stride` apart. */
  readonly input: number;
  /** How many. */
  readonly count: number;
}

/** A convolution of volumes, seen as convolutions of images: one for each slice of the filter's depth. */
interface Slices {
  readonly stride: number;
  readonly meetings: readonly Meeting[];
  /** The convolution of images. */
  readonly plane: ConvolutionAttributes;
}

function slicesOf(
  input: Shape5,
  filter: Shape5,
  { strides, pad }: Pick<Conv3DBackpropInputV2Attrs, 'strides' | 'pad'>,
): Slices {
  const info = backend_util.computeConv3DInfo(input, filter, strides, 1, pad);
  const { top, bottom, left, right, front } = info.padInfo;
  const stride = info.strideDepth;
  const meetings = Array.from({ length: info.filterDepth }, (_, depth): Meeting => {
    const output = Math.max(0, Math.ceil((front - depth) / stride));
    const end = Math.min(info.outDepth, Math.floor((info.inDepth - 1 + front - depth) / stride) + 1);
    return { output, input: output * stride + depth - front, count: Math.max(0, end - output) };
  });
  const plane: ConvolutionAttributes = {
    strides: [info.strideHeight, info.strideWidth],
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
  return { stride, meetings, plane };
}

/** Some slices of each volume, as images. */
function images(volumes: Tensor5D, first: number, count: number, stride: number): Tensor4D {
  const [batch, , height, width, channels] = volumes.shape;
  const places = range(first, first + count * stride, stride, 'int32');
  return reshape(gather(volumes, places, 1), [batch * count, height, width, channels]);
}

/** The gradient of the filter `[depth, height, width, inChannels, outChannels]`. */
function volumeFilterGradient(
  { x, dy }: { readonly x: Tensor5D; readonly dy: Tensor5D },
  attributes: Conv3DBackpropFilterV2Attrs,
): Tensor {
  const { stride, meetings, plane } = slicesOf(x.shape, attributes.filterShape, attributes);
  const [, ...filterShape] = attributes.filterShape;
  return stack(
    meetings.map(({ input, output, count }) => {
      if (count === 0) return zeros<Tensor4D['rankType']>(filterShape);
      const inputs = { x: images(x, input, count, stride), dy: images(dy, output, count, 1) };
      return filterGradient(inputs, { ...plane, filterShape });
    }),
  );
}

/** The gradient of the input `[batch, depth, height, width, channels]`. */
function volumeInputGradient(
  { dy, filter }: { readonly dy: Tensor5D; readonly filter: Tensor5D },
  attributes: Conv3DBackpropInputV2Attrs,
): Tensor {
  const { inputShape } = attributes;
  const [batch, depth, ...image] = inputShape;
  const size = image.reduce((product, side) => product * side, 1);
  const { stride, meetings, plane } = slicesOf(inputShape, filter.shape, attributes);
  const [, ...filterShape] = filter.shape;
  let total: Tensor = zeros([batch, depth * size]);
  for (const [slot, { input, output, count }] of meetings.entries()) {
    if (count === 0) continue;
    const turn: Tensor4D = reshape(slice(filter, slot, 1), filterShape);
    const inputs = { dy: images(dy, output, count, 1), filter: turn };
    const part = inputGradient(inputs, { ...plane, inputShape: [batch * count, ...image] as Shape4 });
    const apart = padded(reshape(part, [batch * count, size]), [
      [0, 0],
      [0, (stride - 1) * size],
    ]);
    const reached = ((count - 1) * stride + 1) * size;
    const met = slice(reshape(apart, [batch, count * stride * size]), [0, 0], [batch, reached]);
    const place = input * size;
    total = add(
      total,
      padded(met, [
        [0, 0],
        [place, depth * size - place - reached],
      ]),
    );
  }
  return reshape(total, inputShape);
}

/** Gradients of `tf.conv3d`, slice by slice of the filter's depth. */
export const CONV3D_GRADIENTS: readonly SuppliedKernel[] = [
  suppliedKernel({ kernelName: Conv3DBackpropFilterV2, reason: 'wrong', compute: volumeFilterGradient }),
  suppliedKernel({ kernelName: Conv3DBackpropInputV2, reason: 'wrong', compute: volumeInputGradient }),
];
