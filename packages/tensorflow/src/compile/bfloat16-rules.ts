/** How an op is computed in bfloat16. */
export interface Bfloat16Rule {
  /**
   * When: always (`computes`), when its leading input is bfloat16 already (`led`), or when all its data are bfloat16 already or
   * cost next to nothing in it, and one that is as large as the result is (`joins`).
   */
  readonly when: 'computes' | 'led' | 'joins';
  /** Which inputs are data; a list of tensors is one input. All others keep their types. */
  readonly data: readonly number[];
  /** The input that decides for `led`. @defaultValue the first of `data` */
  readonly lead?: number;
  /** Which outputs are bfloat16. @defaultValue all that are float32 without */
  readonly results?: readonly number[];
  /** Whether it only moves elements: its result is the same whether data are rounded before it or after it. */
  readonly moves?: boolean;
  /** Whether what it computes is a gradient of weights, which goes back to float32 before anything is done with it. */
  readonly ofWeights?: boolean;
}

const computes = (...data: number[]): Bfloat16Rule => ({ when: 'computes', data });
const weights = (...data: number[]): Bfloat16Rule => ({ when: 'computes', data, ofWeights: true });
const led = (lead: number, ...data: number[]): Bfloat16Rule => ({ when: 'led', lead, data: [lead, ...data] });
const moves = (lead: number, ...data: number[]): Bfloat16Rule => ({ ...led(lead, ...data), moves: true });
const joins = (...data: number[]): Bfloat16Rule => ({ when: 'joins', data });

/**
 * Ops that bfloat16 makes faster, and those that keep their results in it. What is not here is float32: sums and means,
 * softmax, losses, local response normalization (TensorFlow has it in no other type on processors), and what optimizers do.
 */
export const BFLOAT16_RULES: ReadonlyMap<string, Bfloat16Rule> = new Map(
  Object.entries({
    Conv2D: computes(0, 1),
    Conv2DBackpropInput: computes(1, 2),
    Conv2DBackpropFilter: weights(0, 2),
    DepthwiseConv2dNative: computes(0, 1),
    DepthwiseConv2dNativeBackpropInput: computes(1, 2),
    DepthwiseConv2dNativeBackpropFilter: weights(0, 2),
    Conv3D: computes(0, 1),
    Conv3DBackpropInputV2: computes(1, 2),
    Conv3DBackpropFilterV2: weights(0, 2),
    MatMul: computes(0, 1),
    BatchMatMulV2: computes(0, 1),

    FusedBatchNormV3: { ...led(0), results: [0] },
    FusedBatchNormGradV3: { ...led(1, 0), results: [0] },
    Relu: led(0),
    ReluGrad: led(1, 0),
    Relu6: led(0),
    Relu6Grad: led(1, 0),
    LeakyRelu: led(0),
    LeakyReluGrad: led(1, 0),
    Elu: led(0),
    EluGrad: led(1, 0),
    Selu: led(0),
    SeluGrad: led(1, 0),
    Sigmoid: led(0),
    SigmoidGrad: led(0, 1),
    Tanh: led(0),
    TanhGrad: led(0, 1),
    MaxPool: led(0),
    MaxPoolGrad: led(0, 1, 2),
    AvgPool: led(0),
    AvgPoolGrad: led(1),

    Add: joins(0, 1),
    AddV2: joins(0, 1),
    AddN: joins(0),
    Sub: joins(0, 1),
    Mul: joins(0, 1),
    RealDiv: joins(0, 1),
    Maximum: joins(0, 1),
    Minimum: joins(0, 1),
    BiasAdd: joins(0, 1),
    Select: joins(1, 2),
    SelectV2: joins(1, 2),
    ConcatV2: joins(0),
    Pack: joins(0),

    Identity: moves(0),
    Reshape: moves(0),
    Squeeze: moves(0),
    ExpandDims: moves(0),
    Transpose: moves(0),
    ReverseV2: moves(0),
    Pad: moves(0),
    PadV2: moves(0, 2),
    MirrorPad: moves(0),
    Tile: moves(0),
    BroadcastTo: moves(0),
    Slice: moves(0),
    StridedSlice: moves(0),
    StridedSliceGrad: moves(4),
    Split: moves(1),
    SplitV: moves(0),
    Unpack: moves(0),
    SpaceToBatchND: moves(0),
    BatchToSpaceND: moves(0),
    DepthToSpace: moves(0),
    SpaceToDepth: moves(0),
  }),
);
