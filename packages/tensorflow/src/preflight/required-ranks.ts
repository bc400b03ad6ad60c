import { EngineError } from '../engine-error.ts';
import { inputAt, shown, type Check } from './known-input.ts';

/**
 * Ranks of the inputs of ops that abort the process, instead of answering an error, when a rank is another.
 *
 * The numbers are TensorFlow's own; `undefined` is an input of any rank.
 */
export const REQUIRED_RANKS: Readonly<Record<string, readonly (number | undefined)[]>> = {
  AvgPool: [4],
  AvgPoolGrad: [1, 4],
  Conv2D: [4, 4],
  Conv2DBackpropFilter: [4, 1, 4],
  Conv2DBackpropInput: [1, 4, 4],
  DepthwiseConv2dNative: [4, 4],
  DepthwiseConv2dNativeBackpropFilter: [4, 1, 4],
  DepthwiseConv2dNativeBackpropInput: [1, 4, 4],
  FusedBatchNormGradV3: [4, 4, 1, 1, 1],
  FusedBatchNormV3: [4, 1, 1, 1, 1],
  LRN: [4],
  LRNGrad: [4, 4, 4],
  MaxPool: [4],
  MaxPoolGrad: [4, 4, 4],
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
