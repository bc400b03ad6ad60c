import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, oneOf, positiveInteger } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { connect } from './connect.ts';
import { convBn } from './conv-bn.ts';
import { blurPool } from './blur-pool.ts';
import { convStyle } from './block-options.ts';
import type { ConvStyle } from './block-options.ts';

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

const OPTIONS: OptionNames<ShortcutOptions> = {
  name: true,
  filters: true,
  stride: true,
  type: true,
  padding: true,
  antialias: true,
  bias: true,
  momentum: true,
  epsilon: true,
  initializer: true,
  seed: true,
};

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
  expectOptions('shortcut', options, OPTIONS);
  const { name, filters, stride = 1, type = 'B', padding = 'after' } = options;
  const channels = channelsOf(x, layerName(name));
  positiveInteger(`${name}: filters`, filters);
  positiveInteger(`${name}: stride`, stride);
  oneOf('type', type, SHORTCUT_TYPES);
  oneOf('padding', padding, SHORTCUT_PADDINGS);
  const sameShape = stride === 1 && filters === channels;
  if (sameShape && type !== 'C') return x;
  const blurred = options.antialias === true && stride > 1;
  const fine = blurred ? blurPool(x, { name, stride }) : x;
  const step = blurred ? 1 : stride;
  if (type !== 'A') {
    const projection = { name, filters, kernelSize: 1, stride: step, activation: 'linear' as const };
    return convBn(fine, { ...convStyle(options), ...projection });
  }
  if (filters < channels) {
    throw new RangeError(
      `${name}: shortcut A cannot drop channels, here from ${channels} to ${filters}. Use shortcut B.`,
    );
  }
  const added = filters - channels;
  const before = padding === 'both' ? Math.floor(added / 2) : 0;
  return padChannels(subsample(fine, { name, stride: step }), { name, before, after: added - before });
}

/** Every `stride`-th pixel: a pool of one pixel, because a saved model has no slice layer to use. */
export function subsample(
  x: SymbolicTensor,
  options: { readonly name: string; readonly stride: number },
): SymbolicTensor {
  const { name, stride } = options;
  if (stride === 1) return x;
  return connect(layers.averagePooling2d({ name: `${name}_pool`, poolSize: 1, strides: stride }), x);
}

/** Adds channels of zeros: the padding layer told that the last two axes are the spatial ones. */
function padChannels(
  x: SymbolicTensor,
  options: { readonly name: string; readonly before: number; readonly after: number },
): SymbolicTensor {
  const { name, before, after } = options;
  if (before + after === 0) return x;
  const padding: [[number, number], [number, number]] = [
    [0, 0],
    [before, after],
  ];
  return connect(layers.zeroPadding2d({ name: `${name}_pad`, padding, dataFormat: 'channelsFirst' }), x);
}
