import type { OptionRules } from './argument-checks.ts';
import { STYLE_RULES } from './conv-style.ts';
import type { ConvStyle } from './conv-style.ts';
import { count, FLAG, layerName } from './option-rules.ts';

/** Options of {@link plainBlock}, and what every block has. */
export interface BlockOptions extends ConvStyle {
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
   * Pixels between two taps of the 3x3 kernels, for nets that keep a fine output stride.
   *
   * @defaultValue 1
   */
  readonly dilation?: number;
  /**
   * The same for the kernel that would carry the block's stride: where a dilation begins, that kernel has the one from before.
   *
   * @defaultValue `dilation`
   */
  readonly firstDilation?: number;
  /**
   * Whether a stride is a convolution of stride 1 followed by {@link blurPool}.
   *
   * @defaultValue false
   */
  readonly antialias?: boolean;
}

/** What the options of every block may be. */
export const BLOCK_RULES: OptionRules<BlockOptions> = {
  name: layerName,
  filters: count,
  stride: [count],
  dilation: [count],
  firstDilation: [count],
  antialias: FLAG,
  ...STYLE_RULES,
};
