import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, oneOf, positiveInteger, written } from './argument-checks.ts';
import { connect } from './connect.ts';
import { expectRoom } from './conv.ts';

/** Options of {@link maxPool}. */
export interface MaxPoolOptions {
  /** Place of the layer; it is named `<name>_pool`, its padding `<name>_pool_pad`. */
  readonly name: string;
  /** Height and width of the window in pixels. */
  readonly poolSize: number;
  /** Pixels between two positions of the window. */
  readonly stride: number;
  /**
   * Zeros around the image in pixels; behind a ReLU they never win.
   *
   * @defaultValue 0
   */
  readonly padding?: number;
  /**
   * What becomes of a window that hangs over at the bottom and right: `floor` leaves it out, `ceil` (Caffe) fills it with zeros.
   *
   * @defaultValue `'floor'`
   */
  readonly rounding?: 'floor' | 'ceil';
}

/**
 * Maximum over a window, for feature maps without negative numbers:
 * `[batch, h, w, c] -> [batch, (h + 2 * padding - poolSize) / stride + 1, ..., c]`, rounded as told.
 *
 * @param x - Feature map `[batch, height, width, channels]` behind a ReLU.
 * @param options - Name, window, stride, padding and rounding.
 * @returns The smaller feature map.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError for a size out of range, or an image smaller
 * than the window.
 */
export function maxPool(x: SymbolicTensor, options: MaxPoolOptions): SymbolicTensor {
  const known = { name: true, poolSize: true, stride: true, padding: true, rounding: true } as const;
  expectOptions('maxPool', options, known);
  const { name, poolSize, stride, padding = 0, rounding = 'floor' } = options;
  channelsOf(x, layerName(name));
  positiveInteger(`${name}: poolSize`, poolSize);
  positiveInteger(`${name}: stride`, stride);
  oneOf(`${name}: rounding`, rounding, ['floor', 'ceil']);
  if (!Number.isInteger(padding) || padding < 0)
    throw new RangeError(`${name}: padding must be an integer of at least 0; got ${written(padding)}.`);
  /** Pixels at the bottom or right that the last window needs beyond the padding. */
  const overhang = (size: number | null | undefined): number => {
    if (rounding === 'floor' || typeof size !== 'number') return 0;
    const last = Math.ceil((size + 2 * padding - poolSize) / stride) * stride;
    // As Caffe: a window that would begin in the padding is left out.
    const starts = last >= size + padding ? last - stride : last;
    return Math.max(starts + poolSize - size - 2 * padding, 0);
  };
  const [bottom, right] = [padding + overhang(x.shape[1]), padding + overhang(x.shape[2])];
  const margins: [[number, number], [number, number]] = [
    [padding, bottom],
    [padding, right],
  ];
  const padded =
    padding + bottom + right === 0
      ? x
      : connect(layers.zeroPadding2d({ name: `${name}_pool_pad`, padding: margins }), x);
  expectRoom(padded, { name: `${name}_pool`, extent: poolSize });
  return connect(layers.maxPooling2d({ name: `${name}_pool`, poolSize, strides: stride }), padded);
}
