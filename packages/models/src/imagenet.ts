import {
  BOTTLENECK_EXPANSION,
  bottleneckBlock,
  defineModel,
  plainBlock,
  residualBlock,
} from '@skipjack/blocks';
import type { BottleneckBlockOptions } from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { given } from './given.ts';
import type { ModelStage } from './model-stage.ts';
import { poolingHead } from './net-head.ts';
import type { BottleneckNetOptions, Compat, StagedNetOptions } from './net-options.ts';
import {
  BOTTLENECK_NET_OPTIONS,
  expectHead,
  expectObject,
  expectOneOf,
  expectOptions,
  refuse,
  STAGED_NET_OPTIONS,
  STAGED_RESIDUAL_NET_OPTIONS,
} from './option-checks.ts';
import { residualStageEnds, residualStages, shortcutOptions, stemOf } from './residual-stages.ts';
import type { Block, Stage } from './residual-stages.ts';

/** Depth of a plain ImageNet net in the paper. */
export type PlainNetDepth = 18 | 34;

/** Depth of a residual ImageNet net in the paper. */
export type ResNetDepth = 18 | 34 | 50 | 101 | 152;

interface Row {
  readonly block: Block;
  /** Blocks of conv2_x to conv5_x. */
  readonly blocks: readonly [number, number, number, number];
}

/** Section 3.3: the columns of table 1 without shortcuts. */
const PLAIN_NETS: Readonly<Record<PlainNetDepth, Row>> = {
  18: { block: plainBlock, blocks: [2, 2, 2, 2] },
  34: { block: plainBlock, blocks: [3, 4, 6, 3] },
};

/** Table 1. */
const RESNETS: Readonly<Record<ResNetDepth, Row>> = {
  18: { block: residualBlock, blocks: [2, 2, 2, 2] },
  34: { block: residualBlock, blocks: [3, 4, 6, 3] },
  50: { block: bottleneckBlock, blocks: [3, 4, 6, 3] },
  101: { block: bottleneckBlock, blocks: [3, 4, 23, 3] },
  152: { block: bottleneckBlock, blocks: [3, 8, 36, 3] },
};

/** Stages 1 to 4 are the paper's conv2_x to conv5_x. */
const STAGES = [
  { filters: 64, stride: 1 },
  { filters: 128, stride: 2 },
  { filters: 256, stride: 2 },
  { filters: 512, stride: 2 },
] as const;

/** What the libraries' nets have otherwise; Keras has no residual nets of basic blocks. */
const STYLES: Readonly<Record<Compat, Pick<BottleneckBlockOptions, 'strideIn' | 'bias' | 'epsilon'>>> = {
  paper: {},
  torchvision: { strideIn: '3x3' },
  keras: { bias: true, epsilon: 1.001e-5 },
};

/** Options of {@link plainNet}. */
export interface PlainNetOptions extends StagedNetOptions {
  /** Layers with weights. */
  readonly depth: PlainNetDepth;
}

/** Options of {@link resNet}; only depths 50, 101 and 152 have `strideIn`. */
export interface ResNetOptions extends BottleneckNetOptions {
  /** Layers with weights. */
  readonly depth: ResNetDepth;
}

/**
 * Plain net for ImageNet, `[batch, 224, 224, 3] -> [batch, 1000]` logits: the residual net without its shortcuts.
 *
 * @param options - Depth, input shape, classes, stem, output stride, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 18 or 34, a word is none of those allowed, or a size, the number of classes or the seed
 * is out of range; TypeError for an option that it does not have.
 * @see He et al. 2015, section 3.3 and table 2, https://arxiv.org/abs/1512.03385
 */
export function plainNet(options: PlainNetOptions): LayersModel {
  expectOptions('plainNet', options, ['depth', ...STAGED_NET_OPTIONS]);
  const { depth, name = `plain${depth}`, ...rest } = options;
  const net = row(PLAIN_NETS, depth);
  return imagenetNet({ ...rest, name, ...net, compats: ['paper'] });
}

/**
 * Residual net for ImageNet, `[batch, 224, 224, 3] -> [batch, 1000]` logits.
 *
 * The shortcuts are of type B, and a bottleneck block has its stride in the first 1x1 convolution, as in the paper.
 * torchvision's nets (`compat: 'torchvision'`) have it in the 3x3 convolution. Keras's (50, 101 and 152 only) have biases in
 * all convolutions and add 1.001e-5 to the variances.
 *
 * Differs: the maximum pool of the stem pads one pixel on every side, where Caffe's window hangs over at the right and
 * bottom.
 *
 * @param options - Depth, input shape, classes, stem, output stride, shortcut, place of the stride, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 18, 34, 50, 101 or 152, a word is none of those allowed, or a size, the number of
 * classes or the seed is out of range; TypeError for an option that the net of this depth does not have.
 * @see He et al. 2015, table 1, https://arxiv.org/abs/1512.03385
 */
export function resNet(options: ResNetOptions): LayersModel {
  expectObject('resNet', options);
  const { depth, name = `resnet${depth}`, ...rest } = options;
  const net = row(RESNETS, depth);
  const bottleneck = net.block === bottleneckBlock;
  const allowed = bottleneck ? BOTTLENECK_NET_OPTIONS : STAGED_RESIDUAL_NET_OPTIONS;
  expectOptions(`resNet of depth ${depth}`, options, ['depth', ...allowed]);
  const compats: Compat[] = bottleneck ? ['paper', 'torchvision', 'keras'] : ['paper', 'torchvision'];
  return imagenetNet({ ...rest, name, ...net, compats });
}

/** A net of four stages of blocks for ImageNet. */
export interface ImagenetNetOptions extends Row, BottleneckNetOptions {
  readonly name: string;
  /** Whose forms of the net there are. */
  readonly compats: readonly Compat[];
  /** Groups of the 3x3 convolutions. */
  readonly groups?: number;
  /** Channels of the inner convolutions per channel of the stage. */
  readonly widen?: number;
}

/** Builds a net of four stages; torchvision's form is that of the nets that have no other. */
export function imagenetNet(options: ImagenetNetOptions): LayersModel {
  const { name, block, inputShape = [224, 224, 3], classes = 1000, compats, antialias = false } = options;
  const { compat = compats[0] ?? 'paper', stem = 'imagenet', outputStride = 32 } = options;
  expectHead({ ...options, classes, compat }, compats);
  expectOneOf('stem', stem, ['imagenet', 'deep', 'cifar']);
  expectOneOf('outputStride', outputStride, [8, 16, 32]);
  const { groups, widen, seed = 0 } = options;
  const { strideIn, ...style } = { ...STYLES[compat], ...given({ strideIn: options.strideIn }) };
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    const [x, startStride] = stemOf(image, { ...style, stem, antialias, seed });
    const y = residualStages(x, {
      ...style,
      ...shortcutOptions(options),
      ...given({ strideIn, groups, widen }),
      block,
      stages: stagesOfBlocks(options.blocks),
      startStride,
      outputStride,
      antialias,
      seed,
    });
    return poolingHead(y, { ...options, classes });
  };
  return defineModel({ name, inputShape, layers });
}

/** Where the stages of a net of {@link imagenetNet} end. */
export function imagenetStages(options: Row & Pick<StagedNetOptions, 'stem' | 'outputStride'>): ModelStage[] {
  const { block, blocks, stem = 'imagenet', outputStride = 32 } = options;
  expectOneOf('stem', stem, ['imagenet', 'deep', 'cifar']);
  expectOneOf('outputStride', outputStride, [8, 16, 32]);
  return residualStageEnds({
    stages: stagesOfBlocks(blocks),
    startStride: stem === 'cifar' ? 1 : 4,
    outputStride,
    end: block === plainBlock ? '2_relu' : 'relu',
    expansion: block === bottleneckBlock ? BOTTLENECK_EXPANSION : 1,
  });
}

/** Where the stages of a net of {@link plainNet} end. */
export function plainNetStages({ depth, ...options }: PlainNetOptions): ModelStage[] {
  return imagenetStages({ ...row(PLAIN_NETS, depth), ...options });
}

/** Where the stages of a net of {@link resNet} end. */
export function resNetStages({ depth, ...options }: ResNetOptions): ModelStage[] {
  return imagenetStages({ ...row(RESNETS, depth), ...options });
}

function stagesOfBlocks(blocks: Row['blocks']): Stage[] {
  return STAGES.map((stage, s) => ({ ...stage, blocks: blocks[s] ?? 0 }));
}

function row<Depth extends number>(table: Readonly<Record<Depth, Row>>, depth: Depth): Row {
  if (typeof depth === 'number' && Object.hasOwn(table, depth)) return table[depth];
  return refuse('depth', `one of ${Object.keys(table).join(', ')}`, depth);
}
