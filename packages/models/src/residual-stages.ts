import { cifarStem, deepStem, imagenetStem } from '@skipjack/blocks';
import type { BottleneckBlockOptions, ConvStyle, ShortcutType } from '@skipjack/blocks';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { given } from './given.ts';
import type { ModelStage } from './model-stage.ts';
import type { BottleneckNetOptions, ShortcutNetOptions } from './net-options.ts';
import { expectAbsent, expectOneOf, expectProbability } from './option-checks.ts';

/** Any block: each ignores the options that it has no use for. */
export type Block = (x: SymbolicTensor, options: BottleneckBlockOptions) => SymbolicTensor;

/** One stage of a net. */
export interface Stage {
  /** Blocks in it. */
  readonly blocks: number;
  /** Width of its blocks. */
  readonly filters: number;
  /** Stride of its first block. */
  readonly stride: number;
}

/** Options of {@link residualStages}. */
export interface ResidualStagesOptions extends Omit<
  BottleneckBlockOptions,
  'name' | 'filters' | 'stride' | 'survival'
> {
  readonly block: Block;
  readonly stages: readonly Stage[];
  /** Pixels of the image per pixel of `x`. */
  readonly startStride: number;
  /** Pixels of the image per pixel of the result, at most. */
  readonly outputStride?: number;
  /** Survival probability of the last block. */
  readonly survival?: number;
  /** Channels of the inner convolutions per channel of `filters`, for nets of bottleneck blocks. */
  readonly widen?: number;
  /** Index in its stage of the block that carries the stage's stride. */
  readonly stridedBlock?: 'first' | 'last';
}

/** Stages of blocks, named `stage1_block1`, `stage1_block2`, ...; strides beyond the output stride become dilations. */
export function residualStages(x: SymbolicTensor, options: ResidualStagesOptions): SymbolicTensor {
  const { block, stages, startStride, outputStride = Infinity, survival = 1, widen, ...shared } = options;
  const { stridedBlock = 'first', ...style } = shared;
  expectProbability('survival', survival);
  const count = stages.reduce((sum, { blocks }) => sum + blocks, 0);
  let [y, index, total, dilation] = [x, 0, startStride, 1];
  for (const [s, { blocks, filters, stride }] of stages.entries()) {
    const before = dilation;
    const dilated = total * stride > outputStride;
    if (dilated) dilation *= stride;
    else total *= stride;
    const turn = stridedBlock === 'first' ? 0 : blocks - 1;
    for (let b = 0; b < blocks; b++) {
      index++;
      y = block(y, {
        ...style,
        name: `stage${s + 1}_block${b + 1}`,
        filters,
        stride: b === turn && !dilated ? stride : 1,
        dilation: b < turn ? before : dilation,
        ...(b === turn ? { firstDilation: before } : {}),
        ...(widen === undefined ? {} : { width: widen * filters }),
        ...(survival === 1 ? {} : { survival: 1 - (index / count) * (1 - survival) }),
      });
    }
  }
  return y;
}

/** The options of a net that are those of its blocks' shortcuts and residual paths, and which shortcut it has by default. */
export function shortcutOptions(options: ShortcutNetOptions, fallback?: ShortcutType): ShortcutNetOptions {
  const { shortcut = fallback, shortcutPadding, lastGamma, squeezeExcitation, survival } = options;
  expectOneOf('shortcut', shortcut ?? 'B', ['A', 'B', 'C']);
  expectOneOf('shortcutPadding', shortcutPadding ?? 'after', ['after', 'both']);
  expectOneOf('lastGamma', lastGamma ?? 'ones', ['ones', 'zeros']);
  if (shortcut !== 'A') expectAbsent(options, ['shortcutPadding'], "without shortcut: 'A'");
  return given({ shortcut, shortcutPadding, lastGamma, squeezeExcitation, survival });
}

/** Where the stages end that {@link residualStages} makes of the same options. */
export function residualStageEnds(
  options: Pick<ResidualStagesOptions, 'stages' | 'startStride' | 'outputStride'> & {
    /** Last layer of a block; a plain block's is that of its second convolution. */
    readonly end: 'relu' | '2_relu' | 'add';
    /** Channels of a stage per channel of `filters`. */
    readonly expansion: number;
  },
): ModelStage[] {
  const { stages, outputStride = Infinity, end, expansion } = options;
  let reduction = options.startStride;
  return stages.map(({ blocks, filters, stride }, s) => {
    if (reduction * stride <= outputStride) reduction *= stride;
    const name = `stage${s + 1}` as const;
    return { name, layer: `${name}_block${blocks}_${end}`, channels: expansion * filters, reduction };
  });
}

/** The stem that the option names, with its stride. */
export function stemOf(
  image: SymbolicTensor,
  options: Pick<BottleneckNetOptions, 'stem' | 'antialias'> & ConvStyle & { readonly filters?: number },
): readonly [x: SymbolicTensor, stride: number] {
  const { stem = 'imagenet', filters = 64, antialias = false, ...style } = options;
  if (stem === 'imagenet') return [imagenetStem(image, { ...style, filters, antialias }), 4];
  if (stem === 'deep') return [deepStem(image, { ...style, filters, antialias }), 4];
  return [cifarStem(image, { ...style, filters }), 1];
}
