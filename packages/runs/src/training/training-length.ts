import type { Recipe } from '@skipjack/recipes';

/** Steps that a recipe comes to on some data. */
export interface TrainingLength {
  /** Of the whole training. */
  readonly steps: number;
  /** Of one epoch: whole batches. */
  readonly stepsPerEpoch: number;
  /** Passes over the data, a fraction where the last one is not complete. */
  readonly epochs: number;
}

/**
 * Says how long a recipe trains.
 *
 * @param recipe - The recipe.
 * @param images - Number of training images.
 * @throws RangeError where a batch has more images than there are.
 */
export function trainingLength(recipe: Pick<Recipe, 'length' | 'batch'>, images: number): TrainingLength {
  const { length, batch } = recipe;
  if (batch > images)
    throw new RangeError(`batch must not exceed the ${images} images of the training data; got ${batch}.`);
  const stepsPerEpoch = Math.floor(images / batch);
  const steps = 'steps' in length ? length.steps : Math.max(1, Math.round(length.epochs * stepsPerEpoch));
  return { steps, stepsPerEpoch, epochs: steps / stepsPerEpoch };
}
