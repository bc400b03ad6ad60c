import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BLOCK_OPTIONS, convStyle, expectBlock } from './block-options.ts';
import type { BlockOptions } from './block-options.ts';
import { convBn } from './conv-bn.ts';
import { stridedConvBn } from './strided-conv-bn.ts';

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
  expectBlock('plainBlock', options, BLOCK_OPTIONS);
  const { name, filters, stride = 1, dilation = 1, firstDilation = dilation, antialias = false } = options;
  const style = { ...convStyle(options), filters, kernelSize: 3 };
  const y = stridedConvBn(x, { ...style, name: `${name}_1`, stride, dilation: firstDilation, antialias });
  return convBn(y, { ...style, name: `${name}_2`, dilation });
}
