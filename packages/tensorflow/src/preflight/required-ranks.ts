import { EngineError } from '../engine-error.ts';
import { inputAt, shown, type Check } from './known-input.ts';

/**
 * Ranks of the inputs of ops that abort the process, instead of answering an error, when a rank is another.
 *
 * The numbers are TensorFlow's own; `undefined` is an input of any rank.
 */
export const REQUIRED_RANKS: Readonly<Record<string, readonly (number | undefined)[]>> = {
  AvgPool: [4],
  AvgPool3D: [5],
  AvgPool3DGrad: [1, 5],
  AvgPoolGrad: [1, 4],
  Conv2D: [4, 4],
  Conv2DBackpropFilter: [4, 1, 4],
  Conv2DBackpropInput: [1, 4, 4],
  Conv3D: [5, 5],
  Conv3DBackpropFilterV2: [5, 1, 5],
  Conv3DBackpropInputV2: [1, 5, 5],
  DepthwiseConv2dNative: [4, 4],
  DepthwiseConv2dNativeBackpropFilter: [4, 1, 4],
  DepthwiseConv2dNativeBackpropInput: [1, 4, 4],
  Dilation2D: [4, 3],
  Dilation2DBackpropFilter: [4, 3, 4],
  Dilation2DBackpropInput: [4, 3, 4],
  FusedBatchNormGradV3: [4, 4, 1, 1, 1],
  FusedBatchNormV3: [4, 1, 1, 1, 1],
  LRN: [4],
  LRNGrad: [4, 4, 4],
  MaxPool: [4],
  MaxPool3D: [5],
  MaxPool3DGrad: [5, 5, 5],
  MaxPoolGrad: [4, 4, 4],
  MaxPoolWithArgmax: [4],
};

/** Refuses inputs of another rank than {@link REQUIRED_RANKS} says. */
export const checkRanks: Check = (call) => {
  for (const [index, rank] of (REQUIRED_RANKS[call.op] ?? []).entries()) {
    const input = inputAt(call, index);
    if (rank !== undefined && input && input.shape.length !== rank)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `TensorFlow's ${call.op} needs a tensor of rank ${rank} as input ${index}, got one of shape ${shown(input.shape)}.`,
      );
  }
};
