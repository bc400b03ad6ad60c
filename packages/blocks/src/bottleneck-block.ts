import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { addShortcut } from './add-shortcut.ts';
import { oneOf, positiveInteger } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { convStyle, expectBlock } from './block-options.ts';
import { convBn } from './conv-bn.ts';
import { RESIDUAL_BLOCK_OPTIONS } from './residual-block.ts';
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

/** Names of the options of {@link bottleneckBlock}. */
export const BOTTLENECK_BLOCK_OPTIONS: OptionNames<BottleneckBlockOptions> = {
  ...RESIDUAL_BLOCK_OPTIONS,
  strideIn: true,
  width: true,
  groups: true,
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
  expectBlock('bottleneckBlock', options, BOTTLENECK_BLOCK_OPTIONS);
  const { name, filters, stride = 1, strideIn = '1x1', width = filters, groups = 1 } = options;
  const { dilation = 1, firstDilation = dilation, antialias = false, lastGamma: gamma = 'ones' } = options;
  oneOf('strideIn', strideIn, ['1x1', '3x3']);
  positiveInteger(`${name}: width`, width);
  const [first, second] = strideIn === '1x1' ? [stride, 1] : [1, stride];
  const style = convStyle(options);
  const narrow = { ...style, filters: width, antialias };
  const wide = { ...style, filters: BOTTLENECK_EXPANSION * filters };
  let y = stridedConvBn(x, { ...narrow, name: `${name}_1`, kernelSize: 1, stride: first });
  const spread = strideIn === '3x3' ? firstDilation : dilation;
  y = stridedConvBn(y, {
    ...narrow,
    name: `${name}_2`,
    kernelSize: 3,
    stride: second,
    dilation: spread,
    groups,
  });
  y = convBn(y, { ...wide, name: `${name}_3`, kernelSize: 1, activation: 'linear', gamma });
  return addShortcut(y, x, options);
}
