import type { KernelSample, Spec } from './kernel-samples.ts';

const IMAGE = [2, 5, 6, 3];
const FILTER = [3, 2, 3, 4];
const WINDOW = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
const POOL = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' };
const POOLED = [2, 2, 3, 3];
const VOLUME = [2, 3, 4, 5, 2];
const VOLUME_FILTER = [2, 3, 2, 2, 3];
const VOLUME_OUT = [2, 3, 4, 5, 3];
const VOLUME_WINDOW = { strides: [1, 1, 1], pad: 'same', dataFormat: 'NDHWC', dilations: [1, 1, 1] };
const VOLUME_POOL = { filterSize: [2, 2, 2], strides: [1, 2, 2], pad: 'valid' };
const VOLUME_POOLED = [2, 2, 2, 2, 2];
const DILATION = { strides: [1, 1], pad: 'same', dilations: [1, 1] };
const SUPPRESSION = { maxOutputSize: 3, iouThreshold: 0.5, scoreThreshold: 0.1 };
const FUSED = { ...WINDOW, activation: 'relu', leakyreluAlpha: 0.1 };
const RESIZE = { alignCorners: false, halfPixelCenters: false, size: [3, 4] };
const BOX_OF_IMAGE: Spec = { shape: [2], dtype: 'int32' };

/** Good calls of the kernels that look at images and volumes through windows, boxes and transforms. */
export const WINDOW_SAMPLES: Readonly<Record<string, KernelSample>> = {
  AvgPool: { inputs: { x: IMAGE }, attrs: POOL },
  AvgPool3D: { inputs: { x: VOLUME }, attrs: VOLUME_POOL },
  AvgPool3DGrad: { inputs: { dy: VOLUME_POOLED, input: VOLUME }, attrs: VOLUME_POOL },
  AvgPoolGrad: { inputs: { dy: POOLED, input: IMAGE }, attrs: POOL },
  Conv2D: { inputs: { x: IMAGE, filter: FILTER }, attrs: WINDOW },
  Conv2DBackpropFilter: { inputs: { x: IMAGE, dy: [2, 5, 6, 4] }, attrs: { ...WINDOW, filterShape: FILTER } },
  Conv2DBackpropInput: {
    inputs: { dy: [2, 5, 6, 4], filter: FILTER },
    attrs: { ...WINDOW, inputShape: IMAGE },
  },
  Conv3D: { inputs: { x: VOLUME, filter: VOLUME_FILTER }, attrs: VOLUME_WINDOW },
  Conv3DBackpropFilterV2: {
    inputs: { x: VOLUME, dy: VOLUME_OUT },
    attrs: { ...VOLUME_WINDOW, filterShape: VOLUME_FILTER },
  },
  Conv3DBackpropInputV2: {
    inputs: { dy: VOLUME_OUT, filter: VOLUME_FILTER },
    attrs: { ...VOLUME_WINDOW, inputShape: VOLUME },
  },
  CropAndResize: {
    inputs: { image: IMAGE, boxes: [2, 4], boxInd: BOX_OF_IMAGE },
    attrs: { cropSize: [3, 3], method: 'bilinear', extrapolationValue: 0 },
  },
  DepthwiseConv2dNative: { inputs: { x: IMAGE, filter: FILTER }, attrs: WINDOW },
  DepthwiseConv2dNativeBackpropFilter: {
    inputs: { x: IMAGE, dy: [2, 5, 6, 12] },
    attrs: { ...WINDOW, filterShape: FILTER },
  },
  DepthwiseConv2dNativeBackpropInput: {
    inputs: { dy: [2, 5, 6, 12], filter: FILTER },
    attrs: { ...WINDOW, inputShape: IMAGE },
  },
  Dilation2D: { inputs: { x: IMAGE, filter: [3, 2, 3] }, attrs: DILATION },
  Dilation2DBackpropFilter: { inputs: { x: IMAGE, filter: [3, 2, 3], dy: IMAGE }, attrs: DILATION },
  Dilation2DBackpropInput: { inputs: { x: IMAGE, filter: [3, 2, 3], dy: IMAGE }, attrs: DILATION },
  FusedConv2D: { inputs: { x: IMAGE, filter: FILTER, bias: [4] }, attrs: FUSED },
  FusedDepthwiseConv2D: { inputs: { x: IMAGE, filter: FILTER, bias: [12] }, attrs: FUSED },
  MaxPool: { inputs: { x: IMAGE }, attrs: POOL },
  MaxPool3D: { inputs: { x: VOLUME }, attrs: VOLUME_POOL },
  MaxPool3DGrad: { inputs: { dy: VOLUME_POOLED, input: VOLUME, output: VOLUME_POOLED }, attrs: VOLUME_POOL },
  MaxPoolGrad: { inputs: { dy: POOLED, input: IMAGE, output: POOLED }, attrs: POOL },
  MaxPoolWithArgmax: { inputs: { x: IMAGE }, attrs: { ...POOL, includeBatchInIndex: false } },
  NonMaxSuppressionV3: { inputs: { boxes: [5, 4], scores: [5] }, attrs: SUPPRESSION },
  NonMaxSuppressionV4: {
    inputs: { boxes: [5, 4], scores: [5] },
    attrs: { ...SUPPRESSION, padToMaxOutputSize: true },
  },
  NonMaxSuppressionV5: {
    inputs: { boxes: [5, 4], scores: [5] },
    attrs: { ...SUPPRESSION, softNmsSigma: 0.5 },
  },
  ResizeBilinear: { inputs: { images: IMAGE }, attrs: RESIZE },
  ResizeBilinearGrad: { inputs: { images: IMAGE, dy: [2, 3, 4, 3] }, attrs: { alignCorners: false } },
  ResizeNearestNeighbor: { inputs: { images: IMAGE }, attrs: RESIZE },
  ResizeNearestNeighborGrad: { inputs: { images: IMAGE, dy: [2, 3, 4, 3] }, attrs: { alignCorners: false } },
  RotateWithOffset: { inputs: { image: IMAGE }, attrs: { radians: 0.5, fillValue: 0, center: 0.5 } },
  Transform: {
    inputs: { image: IMAGE, transforms: [2, 8] },
    attrs: { interpolation: 'bilinear', fillMode: 'reflect', fillValue: 0, outputShape: [3, 4] },
  },
  AvgPoolGradGrad: { inputs: { ddx: IMAGE, dy: POOLED }, attrs: POOL },
  MaxPoolGradGrad: { inputs: { ddx: IMAGE, input: IMAGE, output: POOLED }, attrs: POOL },
};
