import { backend_util } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';
import { isChannelsFirst } from './data-format.ts';
import { windowInfo, type WindowInfo } from './window-axes.ts';

type Pad = 'valid' | 'same' | number | backend_util.ExplicitPadding;
type Rounding = 'floor' | 'round' | 'ceil';
type Sizes = number | readonly number[];

/** Attributes that all convolutions share. */
export interface ConvolutionAttrs {
  readonly strides: Sizes;
  readonly pad: Pad;
  readonly dataFormat?: string;
  readonly dilations?: Sizes;
  readonly dimRoundingMode?: Rounding;
}

/** Attributes that all poolings share. */
export interface PoolAttrs {
  readonly filterSize: Sizes;
  readonly strides: Sizes;
  readonly pad: Pad;
  readonly dimRoundingMode?: Rounding;
}

/** TensorFlow's name of a convolution. */
export type ConvolutionOp = 'Conv2D' | 'DepthwiseConv2dNative' | 'Conv3D';

/** The geometry of a convolution. */
export interface ConvolutionInfo extends WindowInfo {
  readonly op: ConvolutionOp;
  /** `[...window, channels per group, outputs]`; depthwise `[...window, channels, multiplier]`. */
  readonly filterShape: readonly number[];
  /** The channels are in so many groups, each with filters of its own; 1 also for depthwise ones. */
  readonly groups: number;
}

/** The geometry of a convolution. @throws EngineError where image and filter do not fit. */
export function convolutionInfo(
  op: ConvolutionOp,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvolutionAttrs,
): ConvolutionInfo {
  const rank = op === 'Conv3D' ? 5 : 4;
  needRank('image', rank, inputShape);
  needRank('filter', rank, filterShape);
  const depthwise = op === 'DepthwiseConv2dNative';
  const { strides, pad, dimRoundingMode } = attrs;
  const dilations = attrs.dilations ?? 1;
  const format = isChannelsFirst(attrs.dataFormat) ? 'channelsFirst' : 'channelsLast';
  const info =
    op === 'Conv3D'
      ? backend_util.computeConv3DInfo(
          inputShape as [number, number, number, number, number],
          filterShape as [number, number, number, number, number],
          strides as number,
          dilations as number,
          pad as number,
          false,
          format,
          dimRoundingMode,
        )
      : backend_util.computeConv2DInfo(
          inputShape as [number, number, number, number],
          filterShape as [number, number, number, number],
          strides as number,
          dilations as number,
          pad,
          dimRoundingMode,
          depthwise,
          format,
        );
  const { axes, same, inShape, outShape } = windowInfo(info);
  const groups = depthwise ? 1 : groupCount(info.inChannels, filterShape);
  if (depthwise && info.inChannels !== filterShape[2]) refuseChannels(info.inChannels, filterShape);
  return { axes, same, inShape, outShape, op, filterShape, groups };
}

function groupCount(channels: number, filterShape: readonly number[]): number {
  const [perGroup = 0, outputs = 0] = filterShape.slice(-2);
  if (channels === perGroup) return 1;
  const groups = channels / perGroup;
  if (!Number.isInteger(groups) || groups < 1 || outputs % groups !== 0)
    refuseChannels(channels, filterShape);
  return groups;
}

function refuseChannels(channels: number, filterShape: readonly number[]): never {
  const [filterChannels, outputs] = filterShape.slice(-2);
  throw new EngineError(
    'INVALID_ARGUMENT',
    `A convolution's filter has ${filterChannels} input channels and the image ${channels}; they must be equal, or the image's a ` +
      `multiple of the filter's that divides its ${outputs} outputs.`,
  );
}

/** The geometry of a pooling of images `[batch, height, width, channels]` or volumes `[batch, depth, height, width, channels]`. */
export function poolInfo(inputShape: readonly number[], attrs: PoolAttrs, rank: 4 | 5 = 4): WindowInfo {
  needRank('image', rank, inputShape);
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return windowInfo(
    rank === 4
      ? backend_util.computePool2DInfo(
          inputShape as [number, number, number, number],
          filterSize as number,
          strides as number,
          1,
          pad,
          dimRoundingMode,
        )
      : backend_util.computePool3DInfo(
          inputShape as [number, number, number, number, number],
          filterSize as number,
          strides as number,
          1,
          pad as number,
          dimRoundingMode,
        ),
  );
}

const ROUNDINGS: readonly Rounding[] = ['floor', 'ceil', 'round'];

/**
 * The geometry of a gradient: the one whose result has the shape of `dy`. tfjs's gradients leave `dimRoundingMode` out, so
 * that only `dy` tells how the forward pass rounded.
 */
export function gradientInfo<Info extends WindowInfo>(
  dyShape: readonly number[],
  info: (rounding: { readonly dimRoundingMode?: Rounding }) => Info,
): Info {
  const given = info({});
  for (const candidate of [() => given, ...ROUNDINGS.map((mode) => () => info({ dimRoundingMode: mode }))]) {
    const found = candidate();
    if (
      found.outShape.length === dyShape.length &&
      found.outShape.every((dim, axis) => dim === dyShape[axis])
    )
      return found;
  }
  throw new EngineError(
    'INVALID_ARGUMENT',
    `The gradient of a window op's result must have the result's shape [${given.outShape.join(', ')}], got [${dyShape.join(', ')}].`,
  );
}

function needRank(what: string, rank: number, shape: readonly number[]): void {
  if (shape.length !== rank)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A window op needs an ${what} of rank ${rank}, got shape [${shape.join(', ')}].`,
    );
}
