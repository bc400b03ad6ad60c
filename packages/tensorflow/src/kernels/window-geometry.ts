import { backend_util } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/** tfjs's geometry of a convolution or pooling in two dimensions. */
export type WindowInfo = backend_util.Conv2DInfo;

type Shape4 = [number, number, number, number];
type Pad = 'valid' | 'same' | number | backend_util.ExplicitPadding;
type Rounding = 'floor' | 'round' | 'ceil';

/** Attributes that all 2-D convolutions share. */
export interface ConvolutionAttrs {
  readonly strides: [number, number] | number;
  readonly pad: Pad;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: Rounding;
}

/** Attributes that all 2-D poolings share. */
export interface PoolAttrs {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: Pad;
  readonly dimRoundingMode?: Rounding;
}

/** The geometry of a convolution; `depthwise` where each input channel has its own filters. */
export function convolutionInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvolutionAttrs,
  depthwise = false,
): WindowInfo {
  needRank4('image', inputShape);
  needRank4('filter', filterShape);
  const info = backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
    depthwise ? 'channelsLast' : backend_util.convertConv2DDataFormat(attrs.dataFormat ?? 'NHWC'),
  );
  const channels = filterShape[2];
  if (info.inChannels !== channels)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A convolution's filter has ${channels} input channels and the image ${info.inChannels}; they must be equal.`,
    );
  return checked(info);
}

/** The geometry of a pooling of images `[batch, height, width, channels]`. */
export function poolInfo(inputShape: readonly number[], attrs: PoolAttrs): WindowInfo {
  needRank4('image', inputShape);
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return checked(
    backend_util.computePool2DInfo(inputShape as Shape4, filterSize, strides, 1, pad, dimRoundingMode),
  );
}

/**
 * The geometry of a gradient: the one whose result has the shape of `dy`. tfjs's gradients leave `dimRoundingMode` out, so
 * that only `dy` tells how the forward pass rounded.
 */
export function gradientInfo(
  dyShape: readonly number[],
  info: (rounding: { readonly dimRoundingMode?: Rounding }) => WindowInfo,
): WindowInfo {
  const given = info({});
  for (const candidate of [() => given, ...ROUNDINGS.map((mode) => () => info({ dimRoundingMode: mode }))]) {
    const found = candidate();
    if (found.outShape.every((dim, axis) => dim === dyShape[axis]) && dyShape.length === 4) return found;
  }
  throw new EngineError(
    'INVALID_ARGUMENT',
    `The gradient of a window op's result must have the result's shape [${given.outShape.join(', ')}], got [${dyShape.join(', ')}].`,
  );
}

const ROUNDINGS: readonly Rounding[] = ['floor', 'ceil', 'round'];

function needRank4(what: string, shape: readonly number[]): void {
  if (shape.length !== 4)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A window op needs an ${what} of rank 4, got shape [${shape.join(', ')}].`,
    );
}

/** Larger sizes overflow TensorFlow's arithmetic; no image has them. */
const MOST = 2 ** 24;

function checked(info: WindowInfo): WindowInfo {
  const { padInfo } = info;
  const limits: readonly (readonly [name: string, least: number, values: readonly number[]])[] = [
    ['window', 1, [info.filterHeight, info.filterWidth]],
    ['window with its dilation', 1, [info.effectiveFilterHeight, info.effectiveFilterWidth]],
    ['stride', 1, [info.strideHeight, info.strideWidth]],
    ['dilation', 1, [info.dilationHeight, info.dilationWidth]],
    ['padding', 0, [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right]],
    ['result', 0, [info.outHeight, info.outWidth]],
  ];
  for (const [name, least, values] of limits)
    if (!values.every((value) => Number.isInteger(value) && value >= least && value <= MOST))
      throw new EngineError(
        'INVALID_ARGUMENT',
        `A window op's ${name} must be whole numbers from ${least} to ${MOST}, got [${values.join(', ')}] for an image of ` +
          `${info.inHeight} x ${info.inWidth} and a window of ${info.effectiveFilterHeight} x ${info.effectiveFilterWidth}.`,
      );
  return info;
}
