import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { oneOf } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { connect } from './connect.ts';
import { convBn, relu } from './conv-bn.ts';
import { BLOCK_OPTIONS, expectBlock } from './plain-block.ts';
import type { BlockOptions } from './plain-block.ts';
import { shortcut, SHORTCUT_PADDINGS, SHORTCUT_TYPES } from './shortcut.ts';
import type { ShortcutPadding, ShortcutType } from './shortcut.ts';

/** Options of {@link residualBlock}. */
export interface ResidualBlockOptions extends BlockOptions {
  /**
   * Which of the paper's three shortcuts.
   *
   * @defaultValue `'B'`
   */
  readonly shortcut?: ShortcutType;
  /**
   * Where shortcut `A` puts its channels of zeros.
   *
   * @defaultValue `'after'`
   */
  readonly shortcutPadding?: ShortcutPadding;
}

/** Names of the options of {@link residualBlock}. */
export const RESIDUAL_BLOCK_OPTIONS: OptionNames<ResidualBlockOptions> = {
  ...BLOCK_OPTIONS,
  shortcut: true,
  shortcutPadding: true,
};

/**
 * Two 3x3 convolutions and a shortcut around them, `y = relu(f(x) + x)`:
 * `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * Ignores `strideIn`, which only bottleneck blocks have, so that one loop can build either kind of net.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride, shortcut and seed.
 * @returns The new feature map.
 * @throws What {@link convBn} and {@link shortcut} throw, and TypeError for an unknown option.
 * @see He et al. 2015, figure 2 and figure 5 left, https://arxiv.org/abs/1512.03385
 */
export function residualBlock(x: SymbolicTensor, options: ResidualBlockOptions): SymbolicTensor {
  expectBlock('residualBlock', options, RESIDUAL_BLOCK_OPTIONS);
  const { name, filters, stride = 1, seed = 0 } = options;
  let y = convBn(x, { name: `${name}_1`, filters, kernelSize: 3, stride, seed });
  y = convBn(y, { name: `${name}_2`, filters, kernelSize: 3, activation: 'linear', seed });
  return addShortcut(y, x, options);
}

/** `relu(y + shortcut(x))`, the end of every residual block; the shortcut is as wide as `y`. */
export function addShortcut(
  y: SymbolicTensor,
  x: SymbolicTensor,
  options: ResidualBlockOptions,
): SymbolicTensor {
  const { name, stride = 1, shortcut: type = 'B', shortcutPadding: padding = 'after', seed = 0 } = options;
  oneOf('shortcut', type, SHORTCUT_TYPES);
  oneOf('shortcutPadding', padding, SHORTCUT_PADDINGS);
  const filters = Number(y.shape[3]);
  const around = shortcut(x, { name: `${name}_shortcut`, filters, stride, type, padding, seed });
  return relu(connect(layers.add({ name: `${name}_add` }), [y, around]), { name });
}
