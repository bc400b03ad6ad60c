import { createModel, isModelName, listModels } from '@skipjack/models';
import type { ModelName } from '@skipjack/models';
import { nearestName } from '@skipjack/datasets';
import type { Recipe } from '@skipjack/recipes';
import { layerWeights } from '@skipjack/runs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainingData } from './training-data.ts';

/** Options of {@link modelFor}. */
export interface ModelForOptions {
  /** The recipe: its model, start and seed. */
  readonly recipe: Recipe;
  /** The images that it is for. */
  readonly data: Pick<TrainingData, 'imageShape' | 'trainShape' | 'classNames'>;
  /**
   * Where the weights come from that a recipe with `startFrom` begins with: the folder of a run or of a checkpoint, or a file of
   * safetensors.
   * @defaultValue all weights are drawn
   */
  readonly start?: string | undefined;
}

/** What the net of a recipe is made with: the recipe's options, and what its data ask for. */
export function modelOptions({
  recipe,
  data,
}: Pick<ModelForOptions, 'recipe' | 'data'>): Record<string, unknown> {
  const { imageShape, trainShape, classNames } = data;
  const same = imageShape.join() === trainShape.join();
  return {
    ...recipe.model.options,
    inputShape: same ? imageShape : [null, null, imageShape[2]],
    classes: classNames.length,
    seed: recipe.seed ?? 0,
  };
}

/** The name of a recipe's net, which the registry must have. */
export function registeredModel({ model }: Recipe): ModelName {
  const { name } = model;
  if (isModelName(name)) return name;
  const nearest = nearestName({ name, names: listModels() });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw new RangeError(
    `There is no model "${name}": ${hint}listModels() (\`skipjack models\`) names all; registerModel adds one of your own.`,
  );
}

/** Refuses a recipe that begins with another run's weights where nobody says which, and weights for a recipe that draws its own. */
export function expectStart({ name, startFrom }: Recipe, start: string | undefined): void {
  if (startFrom !== undefined && start === undefined)
    throw new TypeError(
      `the recipe ${name} begins with weights of a run of ${startFrom.recipe}; say where they are: start (--start), the folder of such a run or a file of safetensors.`,
    );
  if (startFrom === undefined && start !== undefined)
    throw new TypeError(
      `the recipe ${name} draws all of its weights and has no use for those in ${start}; leave start (--start) out, or give the recipe a startFrom.`,
    );
}

/**
 * Builds the net of a recipe for its data, with the weights that the recipe starts from.
 *
 * @param options - The recipe, the data, and where the weights are.
 * @returns A model that the caller disposes.
 * @throws RangeError where the registry has no such model or a value is out of range; TypeError where the model has no such option,
 * or `start` is missing or not wanted; RunFolderError, CheckpointError or SafetensorsError where the weights cannot be read, and Error
 * where they do not fit.
 */
export async function modelFor(options: ModelForOptions): Promise<LayersModel> {
  const { recipe, start } = options;
  const { startFrom } = recipe;
  expectStart(recipe, start);
  const model = createModel(registeredModel(recipe), modelOptions(options));
  if (startFrom === undefined || start === undefined) return model;
  try {
    await layerWeights({ model, layers: startFrom.layers, path: start });
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}
