import {
  batchNorm,
  BOTTLENECK_EXPANSION,
  conv,
  defineModel,
  imagenetStem,
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
  110: { block: preactivationBlock as Block, blocks: 18, expansion: 1 },
  164: { block: preactivationBottleneck as Block, blocks: 18, expansion: BOTTLENECK_EXPANSION },
  1001: { block: preactivationBottleneck as Block, blocks: 111, expansion: BOTTLENECK_EXPANSION },
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

/** Options of {@link resNetV2}. */
export interface ResNetV2Options extends Omit<
  BottleneckNetOptions,
  'lastGamma' | 'antialias' | 'compat' | 'stem' | 'strideIn'
> {
  /** Layers with weights. */
  readonly depth: ResNetV2Depth;
  /**
   * The paper's form, or Keras's, which has biases, no activation in the stem, and the stride in the last block of a stage.
   *
   * @defaultValue `'paper'`
   */
  readonly compat?: 'paper' | 'keras';
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
 * The stride of a bottleneck block is in its first 1x1 convolution, as in the authors' code.
 *
 * Differs: shortcuts that change the shape are projections of the activated map, as in the authors' code, for ResNet-110 too.
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
    const x = conv(image, { name: 'stem', filters: 16, kernelSize: 3, seed });
    const y = residualStages(x, {
      ...shortcutOptions(options),
      block,
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
 * @param options - Depth, whose form, input shape, classes, output stride, shortcut, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 50, 101 or 152, a word is none of those allowed, or a size, the number of
 * classes or the seed is out of range; TypeError for an option that it does not have.
 * @see He et al. 2016, section 4 and table 5, https://arxiv.org/abs/1603.05027
 */
export function resNetV2(options: ResNetV2Options): LayersModel {
  expectOptions('resNetV2', options, ['depth', ...known(BOTTLENECK_NET_OPTIONS)]);
  const { depth, name = `resnet${depth}v2`, inputShape = [224, 224, 3], classes = 1000, seed = 0 } = options;
  const { compat = 'paper', outputStride = 32, strideIn = '3x3' } = options;
  expectOneOf('outputStride', outputStride, [8, 16, 32]);
  expectHead({ ...options, classes }, ['paper', 'keras']);
  const stages = imagenetRow(options);
  const keras = compat === 'keras';
  const style = keras ? { bias: true, epsilon: KERAS_EPSILON, seed } : { seed };
  /** Keras's strided block keeps its channels and subsamples its input; behind the paper's stem everything is active. */
  const block: Block = (x, blockOptions) =>
    preactivationBottleneck(x, {
      shortcut: keras && blockOptions.stride !== 1 ? 'subsample' : 'B',
      ...blockOptions,
      preactivate: keras || blockOptions.name !== 'stage1_block1',
    });
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    const x = residualStages(keras ? bareStem(image, seed) : imagenetStem(image, { seed }), {
      ...shortcutOptions(options),
      ...style,
      block,
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

/** Keras's stem: a convolution with bias and the maximum over zeros around it. */
function bareStem(image: SymbolicTensor, seed: number): SymbolicTensor {
  const x = conv(image, { name: 'stem', filters: 64, kernelSize: 7, stride: 2, bias: true, seed });
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
