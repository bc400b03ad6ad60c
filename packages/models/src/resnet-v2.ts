import {
  batchNorm,
  BOTTLENECK_EXPANSION,
  conv,
  cifarStem,
  convBn,
  defineModel,
  maxPool,
  preactivationBlock,
  preactivationBottleneck,
} from '@skipjack/blocks';
import { layers as tfLayers } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ModelStage } from './model-stage.ts';
import { poolingHead } from './net-head.ts';
import type { BottleneckNetOptions, ResidualNetOptions } from './net-options.ts';
import {
  BOTTLENECK_NET_OPTIONS,
  expectAbsent,
  expectHead,
  expectOneOf,
  expectOptions,
  RESIDUAL_NET_OPTIONS,
} from './option-checks.ts';
import { residualStageEnds, residualStages, shortcutOptions } from './residual-stages.ts';
import type { Block, Stage } from './residual-stages.ts';

/** Depth of a pre-activation CIFAR net in the paper. */
export type CifarV2Depth = 110 | 164 | 1001;

/** Depth of a pre-activation ImageNet net. */
export type ResNetV2Depth = 50 | 101 | 152;

/** Table 4: nets of basic blocks are 6n + 2 deep, nets of bottleneck blocks 9n + 2. */
const CIFAR = {
  110: { block: preactivationBlock, blocks: 18, expansion: 1 },
  164: { block: preactivationBottleneck, blocks: 18, expansion: BOTTLENECK_EXPANSION },
  1001: { block: preactivationBottleneck, blocks: 111, expansion: BOTTLENECK_EXPANSION },
} as const;

/** Blocks of the four stages, as in He et al. 2015, table 1. */
const IMAGENET: Readonly<Record<ResNetV2Depth, readonly number[]>> = {
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
};

/** What Keras adds to the variances. */
const KERAS_EPSILON = 1.001e-5;

/** Of all options those that the pre-activation nets have: none of their blocks ends with a batch normalization. */
const known = (options: readonly string[]): string[] =>
  options.filter((option) => !['lastGamma', 'antialias', 'stem'].includes(option));

/** Options of {@link cifarResNetV2}. */
export interface CifarResNetV2Options extends Omit<ResidualNetOptions, 'lastGamma'> {
  /** Layers with weights. */
  readonly depth: CifarV2Depth;
}

/** Options of {@link resNetV2} for the paper's form. */
export interface PaperV2Form extends Pick<BottleneckNetOptions, 'shortcut' | 'shortcutPadding'> {
  /**
   * The paper's form.
   *
   * @defaultValue `'paper'`
   */
  readonly compat?: 'paper';
}

/** Options of {@link resNetV2} for Keras's form, which settles its shortcuts. */
export interface KerasV2Form {
  /** Keras's form, which has biases, no activation in the stem, and the stride in the last block of a stage. */
  readonly compat: 'keras';
  /** Not to be given. */
  readonly shortcut?: never;
  /** Not to be given. */
  readonly shortcutPadding?: never;
}

/** Options of {@link resNetV2}. */
export type ResNetV2Options = ResNetV2Settings & (PaperV2Form | KerasV2Form);

/** Options of {@link resNetV2} that both forms have. */
export interface ResNetV2Settings extends Omit<
  BottleneckNetOptions,
  'lastGamma' | 'antialias' | 'compat' | 'shortcut' | 'shortcutPadding' | 'stem' | 'strideIn'
> {
  /** Layers with weights. */
  readonly depth: ResNetV2Depth;
  /**
   * Which convolution of a block carries the stride: the first 1x1 or the 3x3.
   *
   * @defaultValue `'3x3'`
   */
  readonly strideIn?: '1x1' | '3x3';
}

/**
 * Pre-activation residual net for small images, `[batch, 32, 32, 3] -> [batch, 10]` logits.
 *
 * The stem ends with the batch normalization and ReLU of the first block, before its two paths (the paper's appendix). The
 * stride of a bottleneck block is in its first 1x1 convolution, as in the authors' code.
 *
 * Differs: shortcuts that change the shape are projections of the activated map, as in the authors' code, which has no
 * ResNet-110.
 *
 * @param options - Depth, input shape, classes, shortcut, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 110, 164 or 1001, a word is none of those allowed, or a size, the number of
 * classes or the seed is out of range; TypeError for an option that it does not have.
 * @see He et al. 2016, table 4, https://arxiv.org/abs/1603.05027
 */
export function cifarResNetV2(options: CifarResNetV2Options): LayersModel {
  expectOptions('cifarResNetV2', options, ['depth', ...known(RESIDUAL_NET_OPTIONS)]);
  const { depth, name = `resnet${depth}v2`, inputShape = [32, 32, 3], classes = 10, seed = 0 } = options;
  const { block, stages } = cifarRow(depth);
  expectHead({ ...options, classes }, ['paper']);
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    const x = cifarStem(image, { seed });
    const y = residualStages(x, {
      ...shortcutOptions(options),
      block: behindStem(block),
      stages,
      startStride: 1,
      strideIn: '1x1',
      seed,
    });
    return poolingHead(activated(y), { ...options, classes });
  };
  return defineModel({ name, inputShape, layers });
}

/** Where the stages of a net of {@link cifarResNetV2} end. */
export function cifarResNetV2Stages({ depth }: CifarResNetV2Options): ModelStage[] {
  const { stages, expansion } = cifarRow(depth);
  return activatedLast(residualStageEnds({ stages, startStride: 1, end: 'add', expansion }));
}

function cifarRow(depth: CifarV2Depth) {
  expectOneOf('depth', depth, [110, 164, 1001]);
  const { blocks, ...row } = CIFAR[depth];
  return { ...row, stages: [16, 32, 64].map((filters, s) => ({ filters, blocks, stride: s === 0 ? 1 : 2 })) };
}

/**
 * Pre-activation residual net for ImageNet, `[batch, 224, 224, 3] -> [batch, 1000]` logits.
 *
 * Differs: the maximum pool of the stem pads one pixel on every side, and the stride is in the 3x3 convolution, as in the Torch
 * code of the paper's ResNet-200; the nets of table 5 are of the code of 2015, in Caffe, which has them as {@link resNet} says.
 *
 * @param options - Depth, whose form, input shape, classes, output stride, shortcut, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 50, 101 or 152, a word is none of those allowed, or a size, the number of
 * classes or the seed is out of range, or Keras's form is given a shortcut; TypeError for an option that it does not have.
 * @see He et al. 2016, section 4 and table 5, https://arxiv.org/abs/1603.05027
 */
export function resNetV2(options: ResNetV2Options): LayersModel {
  expectOptions('resNetV2', options, ['depth', ...known(BOTTLENECK_NET_OPTIONS)]);
  const { depth, name = `resnet${depth}v2`, inputShape = [224, 224, 3], classes = 1000, seed = 0 } = options;
  const { compat = 'paper', outputStride = 32, strideIn = '3x3' } = options;
  expectOneOf('outputStride', outputStride, [8, 16, 32]);
  expectHead({ ...options, classes }, ['paper', 'keras']);
  if (compat === 'keras') expectAbsent(options, ['shortcut'], "with compat 'keras', which has its own");
  const stages = imagenetRow(options);
  const keras = compat === 'keras';
  const style = keras ? { bias: true, epsilon: KERAS_EPSILON, seed } : { seed };
  /** Keras's strided block keeps its channels and subsamples its input. */
  const kerasBlock: Block = (x, blockOptions) =>
    preactivationBottleneck(x, {
      ...blockOptions,
      shortcut: blockOptions.stride === 1 ? 'B' : 'subsample',
    });
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    const x = residualStages(imagenetStem(image, keras, seed), {
      ...shortcutOptions(options),
      ...style,
      block: keras ? kerasBlock : behindStem(preactivationBottleneck),
      stages,
      startStride: 4,
      outputStride,
      strideIn,
      stridedBlock: keras ? 'last' : 'first',
    });
    return poolingHead(activated(x, style.epsilon), { ...options, classes });
  };
  return defineModel({ name, inputShape, layers });
}

/** Where the stages of a net of {@link resNetV2} end. */
export function resNetV2Stages(options: ResNetV2Options): ModelStage[] {
  const { outputStride = 32 } = options;
  expectOneOf('outputStride', outputStride, [8, 16, 32]);
  const stages = imagenetRow(options);
  return activatedLast(
    residualStageEnds({ stages, startStride: 4, outputStride, end: 'add', expansion: BOTTLENECK_EXPANSION }),
  );
}

function imagenetRow({ depth, compat }: Pick<ResNetV2Options, 'depth' | 'compat'>): Stage[] {
  expectOneOf('depth', depth, [50, 101, 152]);
  const strides = compat === 'keras' ? [2, 2, 2, 1] : [1, 2, 2, 2];
  return [64, 128, 256, 512].map((filters, s) => ({
    filters,
    blocks: IMAGENET[depth][s] ?? 0,
    stride: strides[s] ?? 1,
  }));
}

/** The appendix: the activation of the stem comes before both paths, so the first block begins with its convolution. */
function behindStem(block: typeof preactivationBlock | typeof preactivationBottleneck): Block {
  return (x, options) => block(x, { ...options, preactivate: options.name !== 'stage1_block1' });
}

/** 7x7 convolution and 3x3 maximum; Keras's has a bias in place of normalization and ReLU, and its maximum counts the zeros around. */
function imagenetStem(image: SymbolicTensor, keras: boolean, seed: number): SymbolicTensor {
  const options = { name: 'stem', filters: 64, kernelSize: 7, stride: 2, seed };
  const x = keras ? conv(image, { ...options, bias: true }) : convBn(image, options);
  return maxPool(x, { name: 'stem', poolSize: 3, stride: 2, padding: 1 });
}

/** The batch normalization and ReLU at the end of the last block. */
function activated(x: SymbolicTensor, epsilon = 1e-5): SymbolicTensor {
  const y = batchNorm(x, { name: 'end', epsilon });
  return tfLayers.activation({ activation: 'relu', name: 'end_relu' }).apply(y) as SymbolicTensor;
}

/** The last stage ends behind them. */
function activatedLast(stages: readonly ModelStage[]): ModelStage[] {
  return stages.map((stage, s) => (s === stages.length - 1 ? { ...stage, layer: 'end_relu' } : stage));
}
