import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convBn } from './conv-bn.ts';

/** Options of {@link plainBlock}, and what every block has. */
export interface BlockOptions {
  /** Place of the block, the beginning of its layers' names, such as `stage2_block1`. */
  readonly name: string;
  /** Width of the block in channels. */
  readonly filters: number;
  /**
   * Stride of the block: 2 where it halves the feature map.
   *
   * @defaultValue 1
   */
  readonly stride?: number;
  /**
   * Seed of the net; each layer's own seed is derived from it and the layer's name.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/**
 * Two 3x3 convolutions in a row, `y = f(x)`: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride and seed.
 * @returns The new feature map.
 * @throws What {@link convBn} throws.
 * @see He et al. 2015, section 3.3 "Plain network", https://arxiv.org/abs/1512.03385
 */
export function plainBlock(x: SymbolicTensor, options: BlockOptions): SymbolicTensor {
  const { name, filters, stride = 1, seed = 0 } = options;
  const y = convBn(x, { name: `${name}_1`, filters, kernelSize: 3, stride, seed });
  return convBn(y, { name: `${name}_2`, filters, kernelSize: 3, seed });
}
