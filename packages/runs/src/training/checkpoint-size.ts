import type { OptimizerSpec, Recipe } from '@skipjack/recipes';

/** How many numbers a net has. */
export interface NetSize {
  /** Parameters that training changes. */
  readonly trainableParams: number;
  /** Running statistics, and all of what is frozen. */
  readonly frozenParams: number;
}

/** Names, shapes, the record and its evaluations: little beside any net's weights. */
const REST = 1 << 18;
const FLOAT32_BYTES = 4;

/**
 * Numbers that an optimizer keeps for each parameter that it updates.
 *
 * @param optimizer - The optimizer of a recipe.
 */
export function slotsPerParameter(optimizer: OptimizerSpec): number {
  if (optimizer.type === 'adamW') return 2;
  return optimizer.type === 'sgd' && optimizer.momentum === 0 ? 0 : 1;
}

/**
 * Bytes that a checkpoint of a training will take, about: known before there is one.
 *
 * @param net - Size of the net.
 * @param recipe - What it is trained with.
 */
export function expectedCheckpointBytes(net: NetSize, recipe: Pick<Recipe, 'optimizer' | 'average'>): number {
  const { trainableParams, frozenParams } = net;
  const weights = trainableParams + frozenParams;
  const slots = trainableParams * slotsPerParameter(recipe.optimizer);
  const averages = recipe.average === undefined ? 0 : weights;
  return FLOAT32_BYTES * (weights + slots + averages) + REST;
}
