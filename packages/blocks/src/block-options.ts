import { expectOptions, layerName, positiveInteger, seed32, written } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { given } from './conv-bn.ts';
import type { ConvBnOptions } from './conv-bn.ts';

/** How all convolutions of a block are made. */
export type ConvStyle = Pick<ConvBnOptions, 'bias' | 'momentum' | 'epsilon' | 'initializer' | 'seed'>;

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

/** Names of the options of every block. */
export const BLOCK_OPTIONS: OptionNames<BlockOptions> = {
  name: true,
  filters: true,
  stride: true,
  dilation: true,
  firstDilation: true,
  antialias: true,
  bias: true,
  momentum: true,
  epsilon: true,
  initializer: true,
  seed: true,
};

/** Options of the blocks with shortcuts; a block that has no use for one ignores it, so that one loop builds any block. */
const OTHER_BLOCKS_OPTIONS: readonly string[] = [
  'shortcut',
  'shortcutPadding',
  'lastGamma',
  'squeezeExcitation',
  'survival',
  'strideIn',
  'width',
  'groups',
];

/** Throws unless the options are those of a block, and names it in what is wrong with its sizes. */
export function expectBlock<Options extends BlockOptions>(
  owner: string,
  options: Options,
  known: OptionNames<Options>,
): void {
  expectOptions(owner, options, known, OTHER_BLOCKS_OPTIONS);
  const {
    filters,
    stride = 1,
    dilation = 1,
    firstDilation = dilation,
    antialias = false,
    seed = 0,
  } = options;
  const name = layerName(options.name);
  positiveInteger(`${name}: filters`, filters);
  positiveInteger(`${name}: stride`, stride);
  positiveInteger(`${name}: dilation`, dilation);
  positiveInteger(`${name}: firstDilation`, firstDilation);
  if (typeof antialias !== 'boolean')
    throw new TypeError(`${name}: antialias must be true or false; got ${written(antialias)}.`);
  seed32(seed);
}

/** The options that all convolutions of a block share. */
export function convStyle(options: ConvStyle): ConvStyle {
  const { bias, momentum, epsilon, initializer, seed } = options;
  return given<ConvStyle>({ bias, momentum, epsilon, initializer, seed });
}
