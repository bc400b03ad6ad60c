import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { BLOCK_RULES } from './block-options.ts';
import type { BlockOptions } from './block-options.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { stridedConvBn } from './strided-conv-bn.ts';

/** Options of the blocks with shortcuts. */
const IGNORED: readonly string[] = [
  'shortcut',
  'shortcutPadding',
  'lastGamma',
  'squeezeExcitation',
  'survival',
  'strideIn',
  'width',
  'groups',
];

/**
 * Two 3x3 convolutions in a row, `y = f(x)`: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * Ignores the options that only the other blocks have, such as `shortcut` and `strideIn`, so that one loop can build
 * either kind of net.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride and how its convolutions are made.
 * @returns The new feature map.
 * @throws What {@link convBn} throws, and TypeError for an unknown option.
 * @see He et al. 2015, section 3.3 "Plain network", https://arxiv.org/abs/1512.03385
 */
export function plainBlock(x: SymbolicTensor, options: BlockOptions): SymbolicTensor {
  expectOptions('plainBlock', options, BLOCK_RULES, IGNORED);
  const { name, dilation = 1, firstDilation = dilation } = options;
  const kernel = { ...options, kernelSize: 3, groups: 1 };
  const y = stridedConvBn(x, { ...kernel, name: `${name}_1`, dilation: firstDilation });
  return convolveAndNormalize(y, { ...kernel, name: `${name}_2`, stride: 1 });
}
