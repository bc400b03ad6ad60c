import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { addShortcut } from './add-shortcut.ts';
import { expectOptions } from './argument-checks.ts';
import { BLOCK_RULES } from './block-options.ts';
import type { BlockOptions } from './block-options.ts';
import type { OptionRules } from './argument-checks.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { count, GAMMAS, probability } from './option-rules.ts';
import { stridedConvBn } from './strided-conv-bn.ts';
import { SHORTCUT_PADDINGS, SHORTCUT_TYPES } from './shortcut.ts';
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
  /**
   * What the scales of the last batch normalization start from; with `zeros` the block starts as its shortcut.
   *
   * @defaultValue `'ones'`
   */
  readonly lastGamma?: 'ones' | 'zeros';
  /**
   * By how much {@link squeezeExcitation} narrows the channels on the residual path; none without it.
   *
   * @defaultValue no squeeze and excitation
   */
  readonly squeezeExcitation?: number;
  /**
   * Probability in (0, 1] that the residual path is there in a training step, see {@link stochasticDepth}.
   *
   * @defaultValue 1, always
   */
  readonly survival?: number;
}

/** What the options of {@link residualBlock} may be that other blocks do not have. */
export const RESIDUAL_RULES: OptionRules<Omit<ResidualBlockOptions, keyof BlockOptions>> = {
  shortcut: SHORTCUT_TYPES,
  shortcutPadding: SHORTCUT_PADDINGS,
  lastGamma: GAMMAS,
  squeezeExcitation: [count],
  survival: [probability],
};

/** Options that only bottleneck blocks have; the other blocks ignore them, so that one loop builds any block. */
export const BOTTLENECK_OPTIONS: readonly string[] = ['strideIn', 'width', 'groups'];

/**
 * Two 3x3 convolutions and a shortcut around them, `y = relu(f(x) + x)`:
 * `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * Ignores `strideIn`, `width` and `groups`, which only bottleneck blocks have, so that one loop can build either kind of net.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride, shortcut, what is on the residual path, and how its convolutions are made.
 * @returns The new feature map.
 * @throws What {@link convBn}, {@link shortcut}, {@link squeezeExcitation} and {@link stochasticDepth} throw, and TypeError for an
 * unknown option.
 * @see He et al. 2015, figure 2 and figure 5 left, https://arxiv.org/abs/1512.03385
 */
export function residualBlock(x: SymbolicTensor, options: ResidualBlockOptions): SymbolicTensor {
  expectOptions('residualBlock', options, { ...BLOCK_RULES, ...RESIDUAL_RULES }, BOTTLENECK_OPTIONS);
  const { name, dilation = 1, firstDilation = dilation, lastGamma: gamma = 'ones' } = options;
  const kernel = { ...options, kernelSize: 3, groups: 1 };
  let y = stridedConvBn(x, { ...kernel, name: `${name}_1`, dilation: firstDilation });
  y = convolveAndNormalize(y, { ...kernel, name: `${name}_2`, stride: 1, activation: 'linear', gamma });
  return addShortcut(y, x, options);
}
