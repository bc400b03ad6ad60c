import type { backend_util } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/** A window along one spatial axis. */
export interface WindowAxis {
  /** Elements of the image. */
  readonly input: number;
  /** Windows. */
  readonly output: number;
  /** Elements of the image in one window. */
  readonly filter: number;
  /** From a window's first element to its last one, that included. */
  readonly extent: number;
  readonly stride: number;
  readonly dilation: number;
  /** Elements of padding in front of the image. */
  readonly before: number;
}

/** tfjs's geometry of a window op, in two or three dimensions. The shapes have their channels last. */
export interface WindowInfo {
  readonly axes: readonly WindowAxis[];
  /** Whether the padding is TensorFlow's SAME. */
  readonly same: boolean;
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
}

type TfjsInfo = backend_util.Conv2DInfo | backend_util.Conv3DInfo;

/** The geometry that tfjs computed. @throws EngineError where a size is none. */
export function windowInfo(info: TfjsInfo): WindowInfo {
  const { padInfo: pad, batchSize, inChannels, outChannels } = info;
  const same = pad.type === 'SAME';
  const rows: WindowAxis = {
    input: info.inHeight,
    output: info.outHeight,
    filter: info.filterHeight,
    extent: info.effectiveFilterHeight,
    stride: info.strideHeight,
    dilation: info.dilationHeight,
    before: pad.top,
  };
  const columns: WindowAxis = {
    input: info.inWidth,
    output: info.outWidth,
    filter: info.filterWidth,
    extent: info.effectiveFilterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    before: pad.left,
  };
  let axes = 'inDepth' in info ? [depthAxis(info), rows, columns] : [rows, columns];
  if (same) axes = axes.map(samePadding);
  needWholeSizes(axes, same ? 0 : pad.bottom, same ? 0 : pad.right);
  return {
    axes,
    same,
    inShape: [batchSize, ...axes.map(({ input }) => input), inChannels],
    outShape: [batchSize, ...axes.map(({ output }) => output), outChannels],
  };
}

function depthAxis(info: backend_util.Conv3DInfo): WindowAxis {
  return {
    input: info.inDepth,
    output: info.outDepth,
    filter: info.filterDepth,
    extent: info.effectiveFilterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    before: info.padInfo.front,
  };
}

/** tfjs's padding in front of SAME volumes may be negative; TensorFlow's is not. */
function samePadding({ input, output, filter, extent, stride, dilation }: WindowAxis): WindowAxis {
  const before = Math.floor(Math.max((output - 1) * stride + extent - input, 0) / 2);
  return { input, output, filter, extent, stride, dilation, before };
}

/** Larger sizes overflow TensorFlow's arithmetic; no image has them. */
const MOST = 2 ** 24;

const isSize = (value: number, least: number): boolean =>
  Number.isInteger(value) && value >= least && value <= MOST;

const isSound = ({ filter, extent, stride, dilation, before, output }: WindowAxis): boolean =>
  isSize(filter, 1) &&
  isSize(extent, 1) &&
  isSize(stride, 1) &&
  isSize(dilation, 1) &&
  isSize(before, 0) &&
  isSize(output, 0);

/** Every convolution and pooling comes by here, so that what is wrong is looked for only where something is. */
function needWholeSizes(axes: readonly WindowAxis[], bottom: number, right: number): void {
  if (axes.every(isSound) && isSize(bottom, 0) && isSize(right, 0)) return;
  const limits: readonly (readonly [name: string, least: number, values: readonly number[]])[] = [
    ['window', 1, axes.map(({ filter }) => filter)],
    ['window with its dilation', 1, axes.map(({ extent }) => extent)],
    ['stride', 1, axes.map(({ stride }) => stride)],
    ['dilation', 1, axes.map(({ dilation }) => dilation)],
    ['padding', 0, [...axes.map(({ before }) => before), bottom, right]],
    ['result', 0, axes.map(({ output }) => output)],
  ];
  const product = (size: 'input' | 'extent'): string => axes.map((one) => one[size]).join(' x ');
  for (const [name, least, values] of limits)
    if (!values.every((value) => isSize(value, least)))
      throw new EngineError(
        'INVALID_ARGUMENT',
        `A window op's ${name} must be whole numbers from ${least} to ${MOST}, got [${values.join(', ')}] for an image of ` +
          `${product('input')} and a window of ${product('extent')}.`,
      );
}
