import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, float } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import { convolutionAttributes, convolutionInfo, type ConvolutionAttrs } from './convolution.ts';
import { kernel } from './kernel.ts';

interface Epilogue {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

interface EpilogueAttrs {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  elu: 'Elu',
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
};

/** Adds the bias and applies the activation; `x` is consumed. */
function finish(
  backend: TensorFlowBackend,
  x: TensorInfo,
  inputs: Epilogue,
  attrs: EpilogueAttrs,
): TensorInfo {
  let result = x;
  const replace = (next: TensorInfo): void => {
    backend.free(result);
    result = next;
  };
  if (inputs.bias) replace(backend.run1('AddV2', [result, inputs.bias]));
  const { activation = 'linear' } = attrs;
  const op = Object.hasOwn(ACTIVATIONS, activation) ? ACTIVATIONS[activation] : undefined;
  if (op) replace(backend.run1(op, [result]));
  else if (activation === 'leakyrelu')
    replace(backend.run1('LeakyRelu', [result], { alpha: float(attrs.leakyreluAlpha ?? 0.2) }));
  else if (activation === 'prelu' && inputs.preluActivationWeights) {
    const negative = backend.run1('Minimum', [result, backend.constant(0, 'float32')]);
    const scaled = backend.run1('Mul', [inputs.preluActivationWeights, negative]);
    const positive = backend.run1('Relu', [result]);
    replace(backend.run1('AddV2', [positive, scaled]));
    backend.free(negative, scaled, positive);
  } else if (activation !== 'linear') {
    backend.free(result);
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A fused op's activation is linear, elu, relu, relu6, sigmoid, leakyrelu or prelu, got ${activation}.`,
    );
  }
  return result;
}

type FusedInputs = Epilogue & { readonly x: TensorInfo; readonly filter: TensorInfo };
type FusedAttrs = EpilogueAttrs & ConvolutionAttrs;

/** Convolution or product, bias and activation in one tfjs call: what tfjs-layers' conv and dense layers run. */
export const FUSED: readonly KernelConfig[] = [
  kernel<FusedInputs, FusedAttrs>('FusedConv2D', ({ inputs, attrs, backend }) => {
    const attributes = convolutionAttributes(convolutionInfo(inputs.x.shape, inputs.filter.shape, attrs));
    return finish(backend, backend.run1('Conv2D', [inputs.x, inputs.filter], attributes), inputs, attrs);
  }),
  kernel<FusedInputs, FusedAttrs>('FusedDepthwiseConv2D', ({ inputs, attrs, backend }) => {
    const attributes = convolutionAttributes(
      convolutionInfo(inputs.x.shape, inputs.filter.shape, attrs, true),
    );
    return finish(
      backend,
      backend.run1('DepthwiseConv2dNative', [inputs.x, inputs.filter], attributes),
      inputs,
      attrs,
    );
  }),
  kernel<
    Epilogue & { a: TensorInfo; b: TensorInfo },
    EpilogueAttrs & { transposeA: boolean; transposeB: boolean }
  >('_FusedMatMul', ({ inputs, attrs, backend }) => {
    const attributes = { adj_x: bool(attrs.transposeA), adj_y: bool(attrs.transposeB) };
    return finish(backend, backend.run1('BatchMatMulV2', [inputs.a, inputs.b], attributes), inputs, attrs);
  }),
];
