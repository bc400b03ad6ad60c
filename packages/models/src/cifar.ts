import { cifarStem, defineModel, plainBlock, residualBlock } from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ModelStage } from './model-stage.ts';
import { poolingHead } from './net-head.ts';
import type { NetOptions, ResidualNetOptions } from './net-options.ts';
import { expectHead, expectOptions, NET_OPTIONS, refuse, RESIDUAL_NET_OPTIONS } from './option-checks.ts';
import { residualStageEnds, residualStages, shortcutOptions } from './residual-stages.ts';
import type { Block, Stage } from './residual-stages.ts';

/** Depth of a CIFAR net in the paper, each 6n + 2. */
export type CifarDepth = 20 | 32 | 44 | 56 | 110 | 1202;

/** Depths of table 6. */
export const CIFAR_DEPTHS: readonly CifarDepth[] = [20, 32, 44, 56, 110, 1202];

/** Section 4.2: three stages of n blocks each, on maps of 32, 16 and 8 pixels. */
const STAGES = [
  { filters: 16, stride: 1 },
  { filters: 32, stride: 2 },
  { filters: 64, stride: 2 },
] as const;

/** Options of {@link cifarPlain}. */
export interface CifarPlainOptions extends NetOptions {
  /** Layers with weights, 6n + 2: one of {@link CIFAR_DEPTHS}, or another such as 8 or 14. */
  readonly depth: number;
}

/** Options of {@link cifarResNet}. */
export interface CifarResNetOptions extends ResidualNetOptions {
  /** Layers with weights, 6n + 2: one of {@link CIFAR_DEPTHS}, or another such as 8 or 14. */
  readonly depth: number;
}

/**
 * Plain net for small images, `[batch, 32, 32, 3] -> [batch, 10]` logits: the residual net without its shortcuts.
 *
 * @param options - Depth, input shape, classes, activation, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 6n + 2, the activation unknown, or a size, the number of classes or the seed is
 * out of range; TypeError for an option that it does not have.
 * @see He et al. 2015, section 4.2 and figure 6 left, https://arxiv.org/abs/1512.03385
 */
export function cifarPlain(options: CifarPlainOptions): LayersModel {
  expectOptions('cifarPlain', options, ['depth', ...NET_OPTIONS]);
  const { depth, name = `plain${depth}` } = options;
  return cifarNet({ ...options, name, block: plainBlock });
}

/**
 * Residual net for small images, `[batch, 32, 32, 3] -> [batch, 10]` logits.
 *
 * The shortcuts are of type A, which adds no parameters, as in the paper.
 *
 * @param options - Depth, input shape, classes, activation, shortcut, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if the depth is not 6n + 2, the activation, the shortcut or its padding unknown, or a size, the
 * number of classes or the seed is out of range; TypeError for an option that it does not have.
 * @see He et al. 2015, section 4.2, table 6 and figure 6 middle, https://arxiv.org/abs/1512.03385
 */
export function cifarResNet(options: CifarResNetOptions): LayersModel {
  expectOptions('cifarResNet', options, ['depth', ...RESIDUAL_NET_OPTIONS]);
  const { depth, name = `resnet${depth}` } = options;
  return cifarNet({ ...options, name, block: residualBlock });
}

interface CifarNetOptions extends CifarResNetOptions {
  readonly name: string;
  readonly block: Block;
}

function cifarNet(options: CifarNetOptions): LayersModel {
  const { block, depth, name, inputShape = [32, 32, 3], classes = 10, seed = 0 } = options;
  expectHead({ ...options, classes }, ['paper']);
  const stages = stagesOfDepth(depth);
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    const x = cifarStem(image, { seed });
    const y = residualStages(x, { ...shortcutOptions(options, 'A'), block, stages, startStride: 1, seed });
    return poolingHead(y, { ...options, classes });
  };
  return defineModel({ name, inputShape, layers });
}

/** Where the stages of a net of {@link cifarPlain} end. */
export function cifarPlainStages({ depth }: CifarPlainOptions): ModelStage[] {
  return residualStageEnds({ stages: stagesOfDepth(depth), startStride: 1, end: '2_relu', expansion: 1 });
}

/** Where the stages of a net of {@link cifarResNet} end. */
export function cifarResNetStages({ depth }: CifarResNetOptions): ModelStage[] {
  return residualStageEnds({ stages: stagesOfDepth(depth), startStride: 1, end: 'relu', expansion: 1 });
}

function stagesOfDepth(depth: number): Stage[] {
  const blocks = blocksPerStage(depth);
  return STAGES.map((stage) => ({ ...stage, blocks }));
}

/** The paper's n. */
function blocksPerStage(depth: number): number {
  const n = (depth - 2) / 6;
  if (typeof depth === 'number' && Number.isSafeInteger(n) && n >= 1) return n;
  return refuse('depth', `6n + 2 (${CIFAR_DEPTHS.join(', ')})`, depth);
}
