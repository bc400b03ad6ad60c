import type { backend_util } from '@tensorflow/tfjs-core';
import { ints, string, type Attribute } from '../eager/attributes.ts';

type PadInfo = backend_util.Conv2DInfo['padInfo'];

/** One spatial axis of a window op as tfjs computed it. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly stride: number;
  /** Extent of the window, dilation included. */
  readonly window: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Zero rows or columns `[before, after]` with which TensorFlow's floor rule gives the output size that tfjs computed.
 *
 * `after` differs from tfjs's own where `dimRoundingMode` is `ceil` (the last window sticks out).
 */
export function explicitPadding(axis: WindowAxis): [number, number] {
  const { input, output, stride, window, before, after } = axis;
  const needed = (output - 1) * stride + window - input - before;
  // More than needed is harmless while it makes no further window, and cutting it would change the declared padding.
  return [before, Math.max(after, needed)];
}

/** The attributes `padding` and `explicit_paddings` of a 2-D window op in NHWC. */
export function paddingAttributes(info: backend_util.Conv2DInfo): Record<string, Attribute> {
  if (info.padInfo.type === 'SAME' || info.padInfo.type === 'VALID')
    return { padding: string(info.padInfo.type) };
  const [rows, columns] = explicitPaddings(info);
  const [height, width] = [rows, columns];
  const list =
    info.dataFormat === 'channelsLast'
      ? [0, 0, ...height, ...width, 0, 0]
      : [0, 0, 0, 0, ...height, ...width];
  return { padding: string('EXPLICIT'), explicit_paddings: ints(list) };
}

/** `[[top, bottom], [left, right]]` of a 2-D window op with a numeric or explicit padding. */
export function explicitPaddings(info: backend_util.Conv2DInfo): [[number, number], [number, number]] {
  const pad: PadInfo = info.padInfo;
  return [
    explicitPadding({
      input: info.inHeight,
      output: info.outHeight,
      stride: info.strideHeight,
      window: info.effectiveFilterHeight,
      before: pad.top,
      after: pad.bottom,
    }),
    explicitPadding({
      input: info.inWidth,
      output: info.outWidth,
      stride: info.strideWidth,
      window: info.effectiveFilterWidth,
      before: pad.left,
      after: pad.right,
    }),
  ];
}
