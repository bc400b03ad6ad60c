import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions, layerName, positiveInteger, seed32 } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
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

/** Names of the options of every block. */
export const BLOCK_OPTIONS: OptionNames<BlockOptions> = {
  name: true,
  filters: true,
  stride: true,
  seed: true,
};

/** Options of the blocks with shortcuts; a block that has no use for one ignores it, so that one loop builds any block. */
const OTHER_BLOCKS_OPTIONS: readonly string[] = ['shortcut', 'shortcutPadding', 'strideIn'];

/** Throws unless the options are those of a block, and name it in what is wrong with its sizes. */
export function expectBlock<Options extends BlockOptions>(
  owner: string,
  options: Options,
  known: OptionNames<Options>,
): void {
  expectOptions(owner, options, known, OTHER_BLOCKS_OPTIONS);
  const { filters, stride = 1, seed = 0 } = options;
  const name = layerName(options.name);
  positiveInteger(`${name}: filters`, filters);
  positiveInteger(`${name}: stride`, stride);
  seed32(seed);
}

/**
 * Two 3x3 convolutions in a row, `y = f(x)`: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * Ignores the options that only the other blocks have, `shortcut`, `shortcutPadding` and `strideIn`, so that one loop can
 * build either kind of net.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride and seed.
 * @returns The new feature map.
 * @throws What {@link convBn} throws, and TypeError for an unknown option.
 * @see He et al. 2015, section 3.3 "Plain network", https://arxiv.org/abs/1512.03385
 */
export function plainBlock(x: SymbolicTensor, options: BlockOptions): SymbolicTensor {
  expectBlock('plainBlock', options, BLOCK_OPTIONS);
  const { name, filters, stride = 1, seed = 0 } = options;
  const y = convBn(x, { name: `${name}_1`, filters, kernelSize: 3, stride, seed });
  return convBn(y, { name: `${name}_2`, filters, kernelSize: 3, seed });
}
