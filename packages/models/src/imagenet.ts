import {
  bottleneckBlock,
  defineModel,
  globalPoolClassifier,
  imagenetStem,
  plainBlock,
  residualBlock,
} from '@skipjack/blocks';
import type { BottleneckBlockOptions } from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BottleneckNetOptions, NetOptions } from './net-options.ts';
import {
  BOTTLENECK_NET_OPTIONS,
  expectClassifierActivation,
  expectOptions,
  NET_OPTIONS,
  RESIDUAL_NET_OPTIONS,
} from './option-checks.ts';

/** Depth of a plain ImageNet net in the paper. */
export type PlainNetDepth = 18 | 34;

/** Depth of a residual ImageNet net in the paper. */
export type ResNetDepth = 18 | 34 | 50 | 101 | 152;

interface Row {
  readonly block: (x: SymbolicTensor, options: BottleneckBlockOptions) => SymbolicTensor;
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

/** Options of {@link plainNet}. */
export interface PlainNetOptions extends NetOptions {
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
 * @param options - Depth, input shape, classes, activation, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 18 or 34, the activation unknown, or a size, the number of classes or the seed
 * is out of range; TypeError for an option that it does not have.
 * @see He et al. 2015, section 3.3 and table 2, https://arxiv.org/abs/1512.03385
 */
export function plainNet(options: PlainNetOptions): LayersModel {
  const { depth, name = `plain${depth}` } = options;
  const net = row(PLAIN_NETS, depth);
  expectOptions('plainNet', options, ['depth', ...NET_OPTIONS]);
  return imagenetNet({ ...options, name, ...net });
}

/**
 * Residual net for ImageNet, `[batch, 224, 224, 3] -> [batch, 1000]` logits.
 *
 * The shortcuts are of type B, and a bottleneck block has its stride in the first 1x1 convolution, as in the paper;
 * torchvision's nets are those of `strideIn: '3x3'`.
 *
 * Differs: the maximum pool of the stem pads one pixel on every side, where Caffe's window hangs over at the right and
 * bottom.
 *
 * @param options - Depth, input shape, classes, activation, shortcut, place of the stride, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 18, 34, 50, 101 or 152, the activation, the shortcut, its padding or the place
 * of the stride unknown, or a size, the number of classes or the seed is out of range; TypeError for an option that the
 * net of this depth does not have.
 * @see He et al. 2015, table 1, https://arxiv.org/abs/1512.03385
 */
export function resNet(options: ResNetOptions): LayersModel {
  const { depth, name = `resnet${depth}` } = options;
  const net = row(RESNETS, depth);
  const allowed = net.block === bottleneckBlock ? BOTTLENECK_NET_OPTIONS : RESIDUAL_NET_OPTIONS;
  expectOptions(`resNet of depth ${depth}`, options, ['depth', ...allowed]);
  return imagenetNet({ ...options, name, ...net });
}

function imagenetNet(options: Row & BottleneckNetOptions & { readonly name: string }): LayersModel {
  const { block, blocks, name, inputShape = [224, 224, 3], classes = 1000, seed = 0 } = options;
  const {
    shortcut = 'B',
    shortcutPadding = 'after',
    strideIn = '1x1',
    classifierActivation = 'linear',
  } = options;
  expectClassifierActivation(classifierActivation);
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    let x = imagenetStem(image, { seed });
    for (const [s, { filters, stride: first }] of STAGES.entries()) {
      for (let b = 0; b < (blocks[s] ?? 0); b++) {
        const place = { name: `stage${s + 1}_block${b + 1}`, stride: b === 0 ? first : 1 };
        x = block(x, { ...place, filters, shortcut, shortcutPadding, strideIn, seed });
      }
    }
    return globalPoolClassifier(x, { classes, activation: classifierActivation, seed });
  };
  return defineModel({ name, inputShape, layers });
}

function row<Depth extends number>(table: Readonly<Record<Depth, Row>>, depth: Depth): Row {
  if (Object.hasOwn(table, depth)) return table[depth];
  throw new RangeError(`depth must be one of ${Object.keys(table).join(', ')}; got ${String(depth)}.`);
}
