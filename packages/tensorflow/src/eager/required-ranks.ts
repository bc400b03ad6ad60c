/**
 * Ranks of the inputs of ops that abort the process, instead of answering an error, when a rank is another.
 *
 * The numbers are TensorFlow's own; `undefined` is an input of any rank.
 */
export const REQUIRED_RANKS: Readonly<Partial<Record<string, readonly (number | undefined)[]>>> = {
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
