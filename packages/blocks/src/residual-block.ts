import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { addShortcut } from './add-shortcut.ts';
import { BLOCK_OPTIONS, convStyle, expectBlock } from './block-options.ts';
import type { BlockOptions } from './block-options.ts';
import type { OptionNames } from './argument-checks.ts';
import { convBn } from './conv-bn.ts';
import { stridedConvBn } from './strided-conv-bn.ts';
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

/** Names of the options of {@link residualBlock}. */
export const RESIDUAL_BLOCK_OPTIONS: OptionNames<ResidualBlockOptions> = {
  ...BLOCK_OPTIONS,
  shortcut: true,
  shortcutPadding: true,
  lastGamma: true,
  squeezeExcitation: true,
  survival: true,
};

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
  expectBlock('residualBlock', options, RESIDUAL_BLOCK_OPTIONS);
  const { name, filters, stride = 1, dilation = 1, firstDilation = dilation, antialias = false } = options;
  const { lastGamma: gamma = 'ones' } = options;
  const style = { ...convStyle(options), filters, kernelSize: 3 };
  let y = stridedConvBn(x, { ...style, name: `${name}_1`, stride, dilation: firstDilation, antialias });
  y = convBn(y, { ...style, name: `${name}_2`, dilation, activation: 'linear', gamma });
  return addShortcut(y, x, options);
}
