import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { blurPool } from './blur-pool.ts';
import { convBn } from './conv-bn.ts';
import type { ConvBnOptions } from './conv-bn.ts';

/** {@link convBn} whose stride is, if `antialias` is set, a {@link blurPool} after a convolution of stride 1. */
export function stridedConvBn(
  x: SymbolicTensor,
  options: ConvBnOptions & { readonly antialias?: boolean },
): SymbolicTensor {
  const { antialias = false, ...convolution } = options;
  const { name, stride = 1 } = convolution;
  if (!antialias || stride === 1) return convBn(x, convolution);
  return blurPool(convBn(x, { ...convolution, stride: 1 }), { name, stride });
}
