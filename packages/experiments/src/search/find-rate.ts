import { rateRangeTest } from '@skipjack/recipes';
import type { RateRangeResult, RateRangeTestOptions, Recipe } from '@skipjack/recipes';
import { dataFor } from '../training/training-data.ts';
import type { DataForOptions } from '../training/training-data.ts';
import { modelFor } from '../training/training-model.ts';

/** Options of {@link findRate}. */
export interface FindRateOptions
  extends
    DataForOptions,
    Pick<RateRangeTestOptions, 'from' | 'to' | 'steps' | 'smoothing' | 'divergence' | 'onStep' | 'compile'> {
  /** The recipe whose rate is looked for. */
  readonly recipe: Recipe;
}

/**
 * Looks for the learning rate of a recipe by a rate range test of its net on its data; see `rateRangeTest` of `@skipjack/recipes`. All weights
 * are drawn, where the recipe begins with some of another run too.
 *
 * @param options - The recipe, its data, and the range.
 * @throws What `dataFor`, `modelFor` and `rateRangeTest` throw.
 */
export async function findRate(options: FindRateOptions): Promise<RateRangeResult> {
  const { recipe, data: source, download, signal, ...range } = options;
  const data = await dataFor({ recipe, data: source, download, signal });
  const { startFrom: _, ...rest } = recipe;
  const model = await modelFor({ recipe: rest, data });
  try {
    return await rateRangeTest({ ...range, ...{ model, data: data.train, recipe, signal } });
  } finally {
    model.dispose();
  }
}
