import { KERNELS } from '../src/kernels/kernel-table.ts';
import { STRUCTURED_SAMPLES } from './structured-samples.ts';
import { WINDOW_SAMPLES } from './window-samples.ts';

/** A tensor to make, of a dtype that is not float32 or with values that matter. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64';
  /** Values that the kernel accepts, row by row, where it does not accept all. */
  readonly values?: readonly (number | string)[];
}

/** A tensor to make: its shape, or more than that where it is not any tensor of float32. */
export type Spec = readonly number[] | TensorSpec;

/** A call that the kernel accepts: what the fuzzer starts from. `list.0` and `list.1` are the tensors of an input `list`. */
export interface KernelSample {
  readonly inputs: Readonly<Record<string, Spec>> | readonly Spec[];
  readonly attrs?: Readonly<Record<string, unknown>>;
}

const int = (...shape: number[]): Spec => ({ shape, dtype: 'int32' });
const bool = (...shape: number[]): Spec => ({ shape, dtype: 'bool' });

const IMAGE = [2, 5, 6, 3];
const VECTOR = [3];
const LRN = { depthRadius: 2, bias: 1, alpha: 1, beta: 0.5 };

/** Kernels whose inputs have names and attributes of their own; the rest take `x`, or `a` and `b`. */
const SAMPLES: Readonly<Record<string, KernelSample>> = {
  ...STRUCTURED_SAMPLES,
  ...WINDOW_SAMPLES,
  AddN: {
    inputs: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
  },
  All: { inputs: { x: bool(2, 3) }, attrs: { axis: [1], keepDims: false } },
  Any: { inputs: { x: bool(2, 3) }, attrs: { axis: [0], keepDims: true } },
  ArgMax: { inputs: { x: [2, 3] }, attrs: { axis: 1 } },
  ArgMin: { inputs: { x: [2, 3] }, attrs: { axis: 0 } },
  BatchMatMul: { inputs: { a: [2, 2, 3], b: [2, 3, 4] }, attrs: { transposeA: false, transposeB: false } },
  BatchToSpaceND: {
    inputs: { x: [8, 2, 3, 1] },
    attrs: {
      blockShape: [2, 2],
      crops: [
        [0, 1],
        [1, 0],
      ],
    },
  },
  Bincount: { inputs: { x: int(4), weights: [4] }, attrs: { size: 5 } },
  BitwiseAnd: { inputs: { a: int(3), b: int(3) } },
  BroadcastArgs: { inputs: { s0: int(2), s1: int(2) } },
  BroadcastTo: { inputs: { x: [3, 1] }, attrs: { shape: [2, 3, 4] } },
  Cast: { inputs: { x: [2, 3] }, attrs: { dtype: 'int32' } },
  ClipByValue: { inputs: { x: [2, 3] }, attrs: { clipValueMin: 0, clipValueMax: 1 } },
  Concat: {
    inputs: [
      [2, 3],
      [1, 3],
    ],
    attrs: { axis: 0 },
  },
  Cumprod: { inputs: { x: [2, 3] }, attrs: { axis: 1, exclusive: false, reverse: true } },
  Cumsum: { inputs: { x: [2, 3] }, attrs: { axis: 0, exclusive: true, reverse: false } },
  DenseBincount: { inputs: { x: int(2, 4), weights: [2, 4] }, attrs: { size: 5, binaryOutput: false } },
  DepthToSpace: { inputs: { x: [2, 2, 3, 8] }, attrs: { blockSize: 2, dataFormat: 'NHWC' } },
  Einsum: {
    inputs: [
      [2, 3],
      [3, 4],
    ],
    attrs: { equation: 'ij,jk->ik' },
  },
  EluGrad: { inputs: { dy: [2, 3], y: [2, 3] } },
  ExpandDims: { inputs: { input: [2, 3] }, attrs: { dim: 1 } },
  Fill: { inputs: {}, attrs: { shape: [2, 3], value: 1, dtype: 'float32' } },
  FlipLeftRight: { inputs: { image: IMAGE } },
  // No tensor: the fuzzer makes the image.
  FromPixels: { inputs: {}, attrs: { numChannels: 3, pixels: { width: 3, height: 2, bytes: 24 } } },
  FusedBatchNorm: {
    inputs: { x: IMAGE, mean: VECTOR, variance: VECTOR, scale: VECTOR, offset: VECTOR },
    attrs: { varianceEpsilon: 0.001 },
  },
  FusedBatchNormGradV3: {
    inputs: { dy: IMAGE, x: IMAGE, scale: VECTOR, reserve1: VECTOR, reserve2: VECTOR, reserve3: VECTOR },
    attrs: { epsilon: 0.001 },
  },
  FusedBatchNormV3: {
    inputs: { x: IMAGE, scale: VECTOR, offset: VECTOR, mean: VECTOR, variance: VECTOR },
    attrs: { epsilon: 0.001, exponentialAvgFactor: 0.1 },
  },
  GatherNd: { inputs: { params: [4, 3], indices: int(2, 2) } },
  GatherV2: { inputs: { x: [4, 3], indices: int(2) }, attrs: { axis: 0, batchDims: 0 } },
  LRN: { inputs: { x: IMAGE }, attrs: LRN },
  LRNGrad: { inputs: { x: IMAGE, y: IMAGE, dy: IMAGE }, attrs: LRN },
  LeakyRelu: { inputs: { x: [2, 3] }, attrs: { alpha: 0.2 } },
  LinSpace: { inputs: {}, attrs: { start: 0, stop: 1, num: 5 } },
  LogSoftmax: { inputs: { logits: [2, 3] }, attrs: { axis: -1 } },
  LogicalAnd: { inputs: { a: bool(3), b: bool(3) } },
  LogicalNot: { inputs: { x: bool(3) } },
  LogicalOr: { inputs: { a: bool(3), b: bool(3) } },
  LogicalXor: { inputs: { a: bool(3), b: bool(3) } },
  LowerBound: { inputs: { sortedSequence: [2, 4], values: [2, 3] } },
  MatrixBandPart: { inputs: { input: [2, 3, 3], numLower: int(), numUpper: int() } },
  Max: { inputs: { x: [2, 3] }, attrs: { reductionIndices: [0], keepDims: false } },
  Mean: { inputs: { x: [2, 3] }, attrs: { axis: [0], keepDims: false } },
  Min: { inputs: { x: [2, 3] }, attrs: { axis: [0], keepDims: false } },
  MirrorPad: {
    inputs: { x: [3, 4] },
    attrs: {
      paddings: [
        [1, 1],
        [2, 0],
      ],
      mode: 'reflect',
    },
  },
  HostValue: { inputs: {}, attrs: { read: [1, 2], shape: [2], dtype: 'int32' } },
  Multinomial: { inputs: { logits: [2, 3] }, attrs: { numSamples: 4, seed: 1, normalized: false } },
  OneHot: { inputs: { indices: int(3) }, attrs: { depth: 4, onValue: 1, offValue: 0, dtype: 'float32' } },
  Pack: {
    inputs: [
      [2, 3],
      [2, 3],
    ],
    attrs: { axis: 1 },
  },
  PadV2: {
    inputs: { x: [2, 3] },
    attrs: {
      paddings: [
        [1, 0],
        [0, 2],
      ],
      constantValue: 0,
    },
  },
  Prelu: { inputs: { x: [2, 3], alpha: [3] } },
  Prod: { inputs: { x: [2, 3] }, attrs: { axis: [1], keepDims: false } },
  Range: { inputs: {}, attrs: { start: 0, stop: 5, step: 1, dtype: 'int32' } },
  Relu6Grad: { inputs: { dy: [2, 3], features: [2, 3] } },
  ReluGrad: { inputs: { dy: [2, 3], features: [2, 3] } },
  Reshape: { inputs: { x: [2, 3] }, attrs: { shape: [3, 2] } },
  Reverse: { inputs: { x: [2, 3] }, attrs: { dims: [1] } },
  ScatterNd: { inputs: { indices: int(3, 1), updates: [3] }, attrs: { shape: [5] } },
  SearchSorted: { inputs: { sortedSequence: [2, 4], values: [2, 3] }, attrs: { side: 'left' } },
  Select: { inputs: { condition: bool(3), t: [3], e: [3] } },
  Slice: { inputs: { x: [3, 4] }, attrs: { begin: [0, 1], size: [2, 2] } },
  Softmax: { inputs: { logits: [2, 3] }, attrs: { dim: -1 } },
  SoftmaxCrossEntropyWithLogits: { inputs: { logits: [2, 3], labels: [2, 3] } },
  SpaceToBatchND: {
    inputs: { x: [2, 4, 4, 1] },
    attrs: {
      blockShape: [2, 2],
      paddings: [
        [0, 0],
        [0, 0],
      ],
    },
  },
  SparseSoftmaxCrossEntropyWithLogits: { inputs: { logits: [4, 5], labels: int(4) } },
  SparseToDense: {
    inputs: { sparseIndices: int(1), sparseValues: [1], defaultValue: [] },
    attrs: { outputShape: [5] },
  },
  SplitV: { inputs: { x: [4, 3] }, attrs: { numOrSizeSplits: [1, 3], axis: 0 } },
  StatelessRandomNormal: { inputs: {}, attrs: { shape: [2], seed: [0, 1], dtype: 'float32' } },
  StatelessRandomUniform: { inputs: {}, attrs: { shape: [2], seed: [0, 1], dtype: 'float32' } },
  StatelessTruncatedNormal: { inputs: {}, attrs: { shape: [2], seed: [0, 1], dtype: 'float32' } },
  Step: { inputs: { x: [2, 3] }, attrs: { alpha: 0.5 } },
  StridedSlice: {
    inputs: { x: [3, 4] },
    attrs: {
      begin: [0, 1],
      end: [3, 4],
      strides: [1, 2],
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    },
  },
  Sum: { inputs: { x: [2, 3] }, attrs: { axis: [0], keepDims: false } },
  TensorScatterUpdate: { inputs: { tensor: [5], indices: int(2, 1), updates: [2] } },
  Tile: { inputs: { x: [2, 3] }, attrs: { reps: [2, 1] } },
  TopK: { inputs: { x: [2, 5] }, attrs: { k: 2, sorted: true } },
  Transpose: { inputs: { x: [2, 3, 4] }, attrs: { perm: [2, 0, 1] } },
  Unique: { inputs: { x: [6] }, attrs: { axis: 0 } },
  Unpack: { inputs: { value: [3, 2] }, attrs: { axis: 0 } },
  UnsortedSegmentSum: { inputs: { x: [3, 2], segmentIds: int(3) }, attrs: { numSegments: 4 } },
  UpperBound: { inputs: { sortedSequence: [2, 4], values: [2, 3] } },
  _FusedMatMul: {
    inputs: { a: [1, 2, 3], b: [1, 3, 4], bias: [4] },
    attrs: { transposeA: false, transposeB: false, activation: 'relu' },
  },
};

const BINARY = [
  'Add',
  'Atan2',
  'Equal',
  'FloorDiv',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Maximum',
  'Minimum',
  'Mod',
  'Multiply',
  'NotEqual',
  'Pow',
  'RealDiv',
  'SquaredDifference',
  'Sub',
];

/** A good call of every kernel of the table, by its name. */
export const KERNEL_SAMPLES: ReadonlyMap<string, KernelSample> = new Map(
  KERNELS.map(({ kernelName: name }) => [
    name,
    SAMPLES[name] ?? { inputs: BINARY.includes(name) ? { a: [2, 3], b: [2, 3] } : { x: [2, 3] } },
  ]),
);
