import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { oneOf } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { convBn } from './conv-bn.ts';
import { expectBlock } from './plain-block.ts';
import { addShortcut, RESIDUAL_BLOCK_OPTIONS } from './residual-block.ts';
import type { ResidualBlockOptions } from './residual-block.ts';

/** Output channels of a bottleneck block per channel of its 3x3 convolution. */
export const BOTTLENECK_EXPANSION: number = 4;

/** Options of {@link bottleneckBlock}; `filters` is the width of the 3x3 convolution. */
export interface BottleneckBlockOptions extends ResidualBlockOptions {
  /**
   * Which convolution carries the stride: the first 1x1 (the paper, "v1") or the 3x3 ("v1.5", torchvision).
   *
   * @defaultValue `'1x1'`
   */
  readonly strideIn?: '1x1' | '3x3';
}

const OPTIONS: OptionNames<BottleneckBlockOptions> = { ...RESIDUAL_BLOCK_OPTIONS, strideIn: true };

/**
 * 1x1, 3x3 and 1x1 convolution and a shortcut around them, `y = relu(f(x) + x)`:
 * `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), 4 * filters]`.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride, the place of the stride, shortcut and seed.
 * @returns The new feature map.
 * @throws What {@link convBn} and {@link shortcut} throw, RangeError for an unknown `strideIn`, and TypeError for an unknown option.
 * @see He et al. 2015, figure 5 right, https://arxiv.org/abs/1512.03385
 */
export function bottleneckBlock(x: SymbolicTensor, options: BottleneckBlockOptions): SymbolicTensor {
  expectBlock('bottleneckBlock', options, OPTIONS);
  const { name, filters, stride = 1, strideIn = '1x1', seed = 0 } = options;
  oneOf('strideIn', strideIn, ['1x1', '3x3']);
  const expanded = BOTTLENECK_EXPANSION * filters;
  const [first, second] = strideIn === '1x1' ? [stride, 1] : [1, stride];
  let y = convBn(x, { name: `${name}_1`, filters, kernelSize: 1, stride: first, seed });
  y = convBn(y, { name: `${name}_2`, filters, kernelSize: 3, stride: second, seed });
  y = convBn(y, { name: `${name}_3`, filters: expanded, kernelSize: 1, activation: 'linear', seed });
  return addShortcut(y, x, options);
}
