import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { addShortcut } from './add-shortcut.ts';
import { expectOptions } from './argument-checks.ts';
import type { OptionRules } from './argument-checks.ts';
import { BLOCK_RULES } from './block-options.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { count } from './option-rules.ts';
import { RESIDUAL_RULES } from './residual-block.ts';
import type { ResidualBlockOptions } from './residual-block.ts';
import { stridedConvBn } from './strided-conv-bn.ts';

/** Output channels of a bottleneck block per channel of `filters`. */
export const BOTTLENECK_EXPANSION: number = 4;

/** Options of {@link bottleneckBlock}; it returns `4 * filters` channels. */
export interface BottleneckBlockOptions extends ResidualBlockOptions {
  /**
   * Which convolution carries the stride: the first 1x1 (the paper, "v1") or the 3x3 ("v1.5", torchvision).
   *
   * @defaultValue `'1x1'`
   */
  readonly strideIn?: '1x1' | '3x3';
  /**
   * Channels of the first two convolutions: `2 * filters` in wide residual nets.
   *
   * @defaultValue `filters`
   * @see Zagoruyko and Komodakis 2016, https://arxiv.org/abs/1605.07146
   */
  readonly width?: number;
  /**
   * Into how many groups the channels of the 3x3 convolution are split, 32 in ResNeXt-50.
   *
   * @defaultValue 1
   * @see Xie et al. 2017, section 3, https://arxiv.org/abs/1611.05431
   */
  readonly groups?: number;
}

/** What the options of {@link bottleneckBlock} may be that {@link residualBlock} does not have. */
export const BOTTLENECK_RULES: OptionRules<Omit<BottleneckBlockOptions, keyof ResidualBlockOptions>> = {
  strideIn: ['1x1', '3x3'],
  width: [count],
  groups: [count],
};

/**
 * 1x1, 3x3 and 1x1 convolution and a shortcut around them, `y = relu(f(x) + x)`:
 * `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), 4 * filters]`.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride and its place, width, groups, shortcut, what is on the residual path, and how
 * its convolutions are made.
 * @returns The new feature map.
 * @throws What {@link residualBlock} throws, and RangeError for an unknown `strideIn` or a width that is no positive integer or that
 * the groups do not divide.
 * @see He et al. 2015, figure 5 right, https://arxiv.org/abs/1512.03385
 */
export function bottleneckBlock(x: SymbolicTensor, options: BottleneckBlockOptions): SymbolicTensor {
  expectOptions('bottleneckBlock', options, { ...BLOCK_RULES, ...RESIDUAL_RULES, ...BOTTLENECK_RULES });
  const { name, stride = 1, strideIn = '1x1', width = options.filters, groups = 1 } = options;
  const { dilation = 1, firstDilation = dilation, lastGamma: gamma = 'ones' } = options;
  const in3x3 = strideIn === '3x3';
  const narrow = { ...options, filters: width, kernelSize: 1, dilation: 1, groups: 1 };
  let y = stridedConvBn(x, { ...narrow, name: `${name}_1`, stride: in3x3 ? 1 : stride });
  y = stridedConvBn(y, {
    ...narrow,
    name: `${name}_2`,
    kernelSize: 3,
    stride: in3x3 ? stride : 1,
    dilation: in3x3 ? firstDilation : dilation,
    groups,
  });
  const filters = BOTTLENECK_EXPANSION * options.filters;
  y = convolveAndNormalize(y, {
    ...narrow,
    name: `${name}_3`,
    filters,
    stride: 1,
    activation: 'linear',
    gamma,
  });
  return addShortcut(y, x, options);
}
