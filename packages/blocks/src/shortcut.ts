import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { connect } from './connect.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { blur } from './blur-pool.ts';
import { convStyle, STYLE_RULES } from './conv-style.ts';
import type { ConvStyle } from './conv-style.ts';
import { count, FLAG, layerName } from './option-rules.ts';
import { zeroPad } from './zero-pad.ts';
import type { Margin } from './zero-pad.ts';

/**
 * The paper's three shortcuts.
 *
 * - `A`: identity everywhere; where the shape changes, subsampled and padded with channels of zeros. No parameters.
 * - `B`: projection (1x1 convolution and batch normalization) where the shape changes, identity elsewhere.
 * - `C`: projection everywhere.
 */
export type ShortcutType = 'A' | 'B' | 'C';

/** Where shortcut `A` puts its channels of zeros: all after the input's, or half before and half after. */
export type ShortcutPadding = 'after' | 'both';

/** Every {@link ShortcutType}. */
export const SHORTCUT_TYPES: readonly ShortcutType[] = ['A', 'B', 'C'];

/** Every {@link ShortcutPadding}. */
export const SHORTCUT_PADDINGS: readonly ShortcutPadding[] = ['after', 'both'];

/** Options of {@link shortcut}. */
export interface ShortcutOptions extends ConvStyle {
  /** Place of the shortcut, the beginning of its layers' names. */
  readonly name: string;
  /** Output channels. */
  readonly filters: number;
  /**
   * Subsampling in both directions.
   *
   * @defaultValue 1
   */
  readonly stride?: number;
  /**
   * Which of the paper's three shortcuts.
   *
   * @defaultValue `'B'`
   */
  readonly type?: ShortcutType;
  /**
   * Where shortcut `A` puts its channels of zeros.
   *
   * @defaultValue `'after'`
   */
  readonly padding?: ShortcutPadding;
  /**
   * Whether the image is blurred before it is subsampled, see {@link blurPool}.
   *
   * @defaultValue false
   */
  readonly antialias?: boolean;
}

/**
 * The path around a residual function: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * Returns `x` itself where an identity will do.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride, type, padding, and how a projection is made.
 * @returns The feature map to add to the residual function's.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError if `filters` or `stride` is no positive integer, the
 * type or the padding unknown, or a shortcut of type A would have to drop channels.
 * @see He et al. 2015, section 3.3 and table 3, https://arxiv.org/abs/1512.03385
 */
export function shortcut(x: SymbolicTensor, options: ShortcutOptions): SymbolicTensor {
  expectOptions('shortcut', options, {
    name: layerName,
    filters: count,
    stride: [count],
    type: SHORTCUT_TYPES,
    padding: SHORTCUT_PADDINGS,
    antialias: FLAG,
    ...STYLE_RULES,
  });
  return pathAround(x, options);
}

/** {@link shortcut} of options that will do. */
export function pathAround(x: SymbolicTensor, options: ShortcutOptions): SymbolicTensor {
  const { name, filters, stride = 1, type = 'B', padding, antialias = false } = options;
  if (stride === 1 && filters === channelsOf(x, name) && type !== 'C') return x;
  const blurred = antialias && stride > 1;
  const fine = blurred ? blur(x, name, stride) : x;
  const step = blurred ? 1 : stride;
  if (type !== 'A') {
    const projection = { name, filters, kernelSize: 1, stride: step, activation: 'linear' as const };
    return convolveAndNormalize(fine, { ...convStyle(options), ...projection });
  }
  return zeroPath(fine, name, filters, step, padding);
}

/** Shortcut A: every `stride`-th pixel, and channels of zeros. */
export function zeroPath(
  x: SymbolicTensor,
  name: string,
  filters: number,
  stride: number,
  padding: ShortcutPadding = 'after',
): SymbolicTensor {
  const added = filters - channelsOf(x, name);
  if (added < 0) {
    throw new RangeError(
      `${name}: shortcut A cannot drop channels, here from ${filters - added} to ${filters}. Use shortcut B.`,
    );
  }
  const before = padding === 'both' ? Math.floor(added / 2) : 0;
  // The padding layer is told that the last two axes are the spatial ones.
  const margins: [Margin, Margin] = [
    [0, 0],
    [before, added - before],
  ];
  return zeroPad(subsample(x, name, stride), name, margins, 'channelsFirst');
}

/** Every `stride`-th pixel: a pool of one pixel, because a saved model has no slice layer to use. */
export function subsample(x: SymbolicTensor, name: string, stride: number): SymbolicTensor {
  if (stride === 1) return x;
  return connect(layers.averagePooling2d({ name: `${name}_pool`, poolSize: 1, strides: stride }), x);
}
