import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { float } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import { convolve } from './convolution.ts';
import { kernel } from './kernel.ts';
import { multiplyMatrices } from './matrix-product.ts';
import type { ConvolutionAttrs } from './window-geometry.ts';

interface Epilogue {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

interface EpilogueAttrs {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  elu: 'Elu',
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
};

/** A vector with one value per channel, shaped so that it meets the channels of `NCHW` when it is broadcast. */
function perChannel(
  backend: TensorFlowBackend,
  vector: TensorInfo,
  { dataFormat }: EpilogueAttrs,
): TensorInfo {
  const [channels = 1] = vector.shape;
  return dataFormat === 'NCHW' && vector.shape.length === 1
    ? backend.run1('Reshape', [vector, backend.int32([channels, 1, 1])])
    : vector;
}

/** Adds the bias and applies the activation; `x` is consumed. */
function finish(
  backend: TensorFlowBackend,
  x: TensorInfo,
  inputs: Epilogue,
  attrs: EpilogueAttrs,
): TensorInfo {
  // Images are large: each is given back as soon as the next is there.
  const after = (
    before: TensorInfo,
    op: string,
    others: readonly TensorInfo[],
    attributes = {},
  ): TensorInfo => {
    const next = backend.run1(op, [before, ...others], attributes);
    backend.free(before);
    return next;
  };
  const sum = inputs.bias ? after(x, 'AddV2', [perChannel(backend, inputs.bias, attrs)]) : x;
  const { activation = 'linear', leakyreluAlpha = 0.2 } = attrs;
  if (activation === 'linear') return sum;
  if (Object.hasOwn(ACTIVATIONS, activation)) return after(sum, ACTIVATIONS[activation] ?? '', []);
  if (activation === 'leakyrelu') return after(sum, 'LeakyRelu', [], { alpha: float(leakyreluAlpha) });
  if (activation !== 'prelu' || !inputs.preluActivationWeights)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A fused op's activation is linear, elu, relu, relu6, sigmoid, leakyrelu or prelu (with its weights), got ${activation}.`,
    );
  const weights = perChannel(backend, inputs.preluActivationWeights, attrs);
  const scaled = after(backend.run1('Minimum', [sum, backend.constant(0, 'float32')]), 'Mul', [weights]);
  return after(after(sum, 'Relu', []), 'AddV2', [scaled]);
}

type FusedInputs = Epilogue & { readonly x: TensorInfo; readonly filter: TensorInfo };
type FusedAttrs = EpilogueAttrs & ConvolutionAttrs;

/** Convolution or product, bias and activation in one tfjs call: what tfjs-layers' conv and dense layers run. */
export const FUSED: readonly KernelConfig[] = [
  kernel<FusedInputs, FusedAttrs>('FusedConv2D', ({ inputs, attrs, backend }) =>
    finish(backend, convolve(backend, 'Conv2D', inputs, attrs), inputs, attrs),
  ),
  kernel<FusedInputs, FusedAttrs>('FusedDepthwiseConv2D', ({ inputs, attrs, backend }) =>
    finish(backend, convolve(backend, 'DepthwiseConv2dNative', inputs, attrs), inputs, attrs),
  ),
  kernel<
    Epilogue & { a: TensorInfo; b: TensorInfo },
    EpilogueAttrs & { transposeA: boolean; transposeB: boolean }
  >('_FusedMatMul', ({ inputs, attrs, backend }) =>
    finish(backend, multiplyMatrices(backend, { ...inputs, ...attrs }), inputs, attrs),
  ),
];
