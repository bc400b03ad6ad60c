import {
  backend_util,
  MaxPool3D,
  MaxPool3DGrad,
  MaxPoolGrad,
  MaxPoolWithArgmax,
  tensor,
} from '@tensorflow/tfjs-core';
import type {
  MaxPool3DAttrs,
  MaxPool3DGradAttrs,
  MaxPoolGradAttrs,
  MaxPoolWithArgmaxAttrs,
  Tensor,
  Tensor4D,
  Tensor5D,
} from '@tensorflow/tfjs-core';
import { suppliedKernel } from './supplied-kernel.ts';
import type { SuppliedKernel } from './supplied-kernel.ts';
import { planeGeometry, volumeGeometry, windowMaxima } from './window-maxima.ts';

/** Values at the maxima, NaN where a window has none. */
function valuesAt(values: Float32Array, maxima: Int32Array): Float32Array {
  return Float32Array.from(maxima, (place) => values[place] ?? Number.NaN);
}

/** Gives each window's gradient to its first maximum. */
function gradient(dy: Tensor, input: Tensor, maxima: Int32Array): Tensor {
  const sums = new Float32Array(input.size);
  const gradients = dy.dataSync<'float32'>();
  for (const [window, place] of maxima.entries())
    if (place >= 0) sums[place] = (sums[place] as number) + (gradients[window] as number);
  return tensor(sums, input.shape);
}

function planeGradient(
  { dy, input }: { readonly dy: Tensor4D; readonly input: Tensor4D },
  { filterSize, strides, pad, dimRoundingMode }: MaxPoolGradAttrs,
): Tensor {
  const info = backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  return gradient(dy, input, windowMaxima(input.dataSync<'float32'>(), planeGeometry(info)));
}

function volumeGradient(
  { dy, input }: { readonly dy: Tensor5D; readonly input: Tensor5D },
  { filterSize, strides, pad, dimRoundingMode }: MaxPool3DGradAttrs,
): Tensor {
  const info = backend_util.computePool3DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  return gradient(dy, input, windowMaxima(input.dataSync<'float32'>(), volumeGeometry(info)));
}

function volumeMaxima(
  { x }: { readonly x: Tensor5D },
  { filterSize, strides, pad, dimRoundingMode }: MaxPool3DAttrs,
): Tensor {
  const info = backend_util.computePool3DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const values = x.dataSync<'float32'>();
  return tensor(valuesAt(values, windowMaxima(values, volumeGeometry(info))), info.outShape);
}

function maximaWithPlaces(
  { x }: { readonly x: Tensor4D },
  { filterSize, strides, pad, includeBatchInIndex }: MaxPoolWithArgmaxAttrs,
): Tensor[] {
  const info = backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad);
  const values = x.dataSync<'float32'>();
  const maxima = windowMaxima(values, planeGeometry(info));
  const sample = x.size / Math.max(1, info.batchSize);
  const places = includeBatchInIndex ? maxima : maxima.map((place) => (place < 0 ? place : place % sample));
  return [tensor(valuesAt(values, maxima), info.outShape), tensor(places, info.outShape, 'int32')];
}

/**
 * Max pooling where tfjs-backend-wasm begins its search for a maximum at the smallest positive number in place of the most
 * negative one, so that windows without a positive value have wrong maxima and gradients. Computed in JavaScript.
 */
export const MAX_POOL_KERNELS: readonly SuppliedKernel[] = [
  suppliedKernel({ kernelName: MaxPoolGrad, reason: 'wrong', compute: planeGradient }),
  suppliedKernel({ kernelName: MaxPoolWithArgmax, reason: 'wrong', compute: maximaWithPlaces }),
  suppliedKernel({ kernelName: MaxPool3D, reason: 'wrong', compute: volumeMaxima }),
  suppliedKernel({ kernelName: MaxPool3DGrad, reason: 'wrong', compute: volumeGradient }),
];
