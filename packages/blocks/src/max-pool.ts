import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { connect } from './connect.ts';
import { count, countOrNone, layerName } from './option-rules.ts';
import { expectRoom, zeroPad } from './zero-pad.ts';
import type { Margin } from './zero-pad.ts';

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
  expectOptions('maxPool', options, {
    name: layerName,
    poolSize: count,
    stride: count,
    padding: [countOrNone],
    rounding: ['floor', 'ceil'],
  });
  channelsOf(x, options.name);
  return maximum(x, options);
}

/** {@link maxPool} of options that will do. */
export function maximum(x: SymbolicTensor, options: MaxPoolOptions): SymbolicTensor {
  const { poolSize, stride: strides, padding = 0, rounding = 'floor' } = options;
  const name = `${options.name}_pool`;
  /** Zeros before and after, those that the last window needs with them. */
  const margin = (size: number | null | undefined): Margin => {
    if (rounding === 'floor' || typeof size !== 'number') return [padding, padding];
    const last = Math.ceil((size + 2 * padding - poolSize) / strides) * strides;
    // As Caffe: a window that would begin in the padding is left out.
    const starts = last >= size + padding ? last - strides : last;
    return [padding, Math.max(starts + poolSize - size - padding, padding)];
  };
  const padded = zeroPad(x, name, [margin(x.shape[1]), margin(x.shape[2])]);
  expectRoom(padded, name, poolSize);
  return connect(layers.maxPooling2d({ name, poolSize, strides }), padded);
}
