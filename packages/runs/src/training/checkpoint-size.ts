import { optimizerOf } from '@skipjack/recipes';
import type { Recipe } from '@skipjack/recipes';
import { dispose, variable, zeros } from '@tensorflow/tfjs-core';

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

/** Numbers that an optimizer keeps for each parameter that it updates. */
export function slotsPerParameter(recipe: Pick<Recipe, 'optimizer'>): number {
  const optimizer = optimizerOf(recipe.optimizer);
  const kernel = variable(zeros([1, 1]));
  try {
    return (optimizer.slots?.([kernel]) ?? []).filter((slot) => slot.of === kernel).length;
  } finally {
    optimizer.dispose();
    dispose(kernel);
  }
}

/**
 * Bytes that a checkpoint of a training will take, about: known before there is one.
 *
 * @param net - Size of the net.
 * @param recipe - What it is trained with; a backend of TensorFlow.js must be there.
 */
export function expectedCheckpointBytes(net: NetSize, recipe: Pick<Recipe, 'optimizer' | 'average'>): number {
  const { trainableParams, frozenParams } = net;
  const weights = trainableParams + frozenParams;
  const slots = trainableParams * slotsPerParameter(recipe);
  const averages = recipe.average === undefined ? 0 : weights;
  return FLOAT32_BYTES * (weights + slots + averages) + REST;
}
