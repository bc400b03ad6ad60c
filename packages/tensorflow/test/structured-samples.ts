import type { KernelSample, Spec } from './kernel-samples.ts';

const int = (...shape: number[]): Spec => ({ shape, dtype: 'int32' });
const text = (...shape: number[]): Spec => ({ shape, dtype: 'string' });
const complex = (...shape: number[]): Spec => ({ shape, dtype: 'complex64' });
/** A vector of these whole numbers. */
const given = (...values: number[]): Spec => ({ shape: [values.length], dtype: 'int32', values });

const IMAGE = [2, 5, 6, 3];

/** Good calls of the kernels of texts, complex numbers, sparse and ragged tensors, and of those of gradients. */
export const STRUCTURED_SAMPLES: Readonly<Record<string, KernelSample>> = {
  AvgPool3DGradGrad: {
    inputs: { ddx: [1, 4, 4, 4, 2], dy: [1, 2, 2, 2, 2] },
    attrs: { filterSize: 2, strides: 2, pad: 'valid' },
  },
  Complex: { inputs: { real: [2, 3], imag: [2, 3] } },
  ComplexAbs: { inputs: { x: complex(2, 3) } },
  CropAndResizeGradBoxes: { inputs: { dy: [2, 3, 3, 3], image: IMAGE, boxes: [2, 4], boxInd: int(2) } },
  CropAndResizeGradImage: {
    inputs: { dy: [2, 3, 3, 3], boxes: [2, 4], boxInd: int(2) },
    attrs: { imageShape: IMAGE, method: 'bilinear' },
  },
  FFT: { inputs: { input: complex(2, 4) } },
  IFFT: { inputs: { input: complex(2, 4) } },
  Imag: { inputs: { input: complex(2, 3) } },
  MaxPool3DGradGrad: {
    inputs: { ddx: [1, 4, 4, 4, 2], input: [1, 4, 4, 4, 2], output: [1, 2, 2, 2, 2] },
    attrs: { filterSize: 2, strides: 2, pad: 'valid' },
  },
  RaggedGather: {
    inputs: {
      'paramsNestedSplits.0': given(0, 2, 3, 3),
      'paramsNestedSplits.1': given(0, 1, 1, 4),
      paramsDenseValues: [4, 2],
      indices: given(2, 0),
    },
    attrs: { outputRaggedRank: 2 },
  },
  RaggedRange: { inputs: { starts: given(0, 5), limits: given(5, 0), deltas: given(2, -1) } },
  RaggedTensorToTensor: {
    inputs: {
      shape: given(-1, -1),
      values: [4],
      defaultValue: [],
      'rowPartitionTensors.0': given(0, 2, 3, 4),
    },
    attrs: { rowPartitionTypes: ['ROW_SPLITS'] },
  },
  Real: { inputs: { input: complex(2, 3) } },
  SparseFillEmptyRows: {
    inputs: {
      indices: { shape: [2, 2], dtype: 'int32', values: [0, 1, 2, 0] },
      values: [2],
      denseShape: given(4, 3),
      defaultValue: [],
    },
  },
  SparseReshape: {
    inputs: {
      inputIndices: { shape: [2, 2], dtype: 'int32', values: [0, 1, 2, 0] },
      inputShape: given(4, 3),
      newShape: given(2, -1),
    },
  },
  SparseSegmentMean: { inputs: { data: [4, 2], indices: given(3, 0, 1), segmentIds: given(0, 0, 2) } },
  SparseSegmentSum: { inputs: { data: [4, 2], indices: given(3, 0, 1), segmentIds: given(0, 0, 2) } },
  StaticRegexReplace: {
    inputs: { x: text(3) },
    attrs: { pattern: 'a+', rewrite: 'b', replaceGlobal: true },
  },
  StridedSliceGrad: {
    inputs: { dy: [2, 2] },
    attrs: {
      shape: [3, 4],
      begin: [0, 1],
      end: [3, 4],
      strides: [2, 2],
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    },
  },
  StringNGrams: {
    inputs: { data: text(4), dataSplits: given(0, 1, 1, 4) },
    attrs: {
      separator: '|',
      nGramWidths: [2, 3],
      leftPad: 'L',
      rightPad: 'R',
      padWidth: -1,
      preserveShortSequences: false,
    },
  },
  StringSplit: { inputs: { input: text(3), delimiter: text() }, attrs: { skipEmpty: true } },
  StringToHashBucketFast: { inputs: { input: text(2, 2) }, attrs: { numBuckets: 10 } },
};
