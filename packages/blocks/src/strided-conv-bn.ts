import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { blur } from './blur-pool.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import type { ConvBnOptions } from './conv-bn.ts';

/** {@link convBn} whose stride is, if `antialias` is set, a {@link blurPool} after a convolution of stride 1. */
export function stridedConvBn(
  x: SymbolicTensor,
  options: ConvBnOptions & { readonly antialias?: boolean },
): SymbolicTensor {
  const { name, stride = 1, antialias = false } = options;
  if (!antialias || stride === 1) return convolveAndNormalize(x, options);
  return blur(convolveAndNormalize(x, { ...options, stride: 1 }), name, stride);
}
