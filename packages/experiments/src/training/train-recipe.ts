import { defineRecipe, evaluate } from '@skipjack/recipes';
import type { EvaluationResult, Recipe } from '@skipjack/recipes';
import { trainingLength, trainRun } from '@skipjack/runs';
import type { RunInput, TrainedRun, TrainingLength, TrainRunOptions } from '@skipjack/runs';
import { countParams } from '@skipjack/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dataFor } from './training-data.ts';
import type { DataForOptions, TrainingData } from './training-data.ts';
import { expectStart, modelFor } from './training-model.ts';

/** Options of {@link trainRecipe}. */
export interface TrainRecipeOptions
  extends
    Omit<TrainRunOptions, 'model' | 'data' | 'validation' | 'dataSpec' | 'input' | 'recipe'>,
    Omit<DataForOptions, 'recipe'> {
  /** What is trained, on what, and how. */
  readonly recipe: Recipe;
  /**
   * A model of your own, for the images and classes of the data; the caller disposes it.
   * @defaultValue the recipe's, which is disposed at the end: its weights are in the run's checkpoints
   */
  readonly model?: LayersModel | undefined;
  /**
   * Where the weights come from that a recipe with `startFrom` begins with: the folder of a run or of a checkpoint, or a file of
   * safetensors.
   */
  readonly start?: string | undefined;
  /** Told what is about to be trained, before the folder is touched. */
  readonly onStart?: (start: TrainingStart) => void;
}

/** What `onStart` of {@link trainRecipe} is told. */
export interface TrainingStart {
  /** Name of the model. */
  readonly model: string;
  /** Its trainable parameters. */
  readonly params: number;
  /** The data. */
  readonly data: TrainingData;
  /** Length of the training. */
  readonly length: TrainingLength;
}

/** What {@link trainRecipe} came to. */
export interface TrainedRecipe extends TrainedRun {
  /** Whether the evaluations of the result are of images held out of the training images, rather than of the test images. */
  readonly heldOut: boolean;
  /** The result on the test images, after the last step; undefined where there are none. */
  readonly test: Pick<EvaluationResult, 'loss' | 'error'> | undefined;
}

/**
 * Trains what a recipe describes: opens its data, builds its net, and trains in a folder that holds all that is known of the run.
 *
 * @param options - The recipe, the folder, and what `trainRun` and `dataFor` take.
 * @throws What `dataFor`, `modelFor` and `trainRun` throw.
 */
export async function trainRecipe(options: TrainRecipeOptions): Promise<TrainedRecipe> {
  const { data: source, download, start, onStart, model: own, ...run } = options;
  const recipe = defineRecipe(options.recipe);
  // A run that goes on has its weights.
  if (run.resume === undefined || run.resume === false || start !== undefined) expectStart(recipe, start);
  const data = await dataFor({ recipe, data: source, download, signal: run.signal });
  const length = trainingLength(recipe, data.train.length);
  const model = own ?? (await modelFor({ recipe: begins(recipe, start), data, start }));
  try {
    onStart?.({ model: model.name, params: countParams(model), data, length });
    const trained = await trainRun({
      ...run,
      ...{ recipe, model, data: data.train },
      ...(data.validation.length > 0 && { validation: data.validation }),
      ...(typeof source === 'string' && { dataSpec: source }),
      input: inputOf(data),
    });
    return { ...trained, heldOut: data.heldOut, test: await testResult(model, data, trained, recipe, run) };
  } finally {
    if (own === undefined) model.dispose();
  }
}

/** What is recorded of the data, for the net to be used without them. */
function inputOf({ imageShape, trainShape, classNames, scale }: TrainingData): RunInput {
  return { imageShape, trainShape, classNames, mean: [...scale.mean], std: [...scale.std] };
}

/** Without the weights to begin with, where the checkpoint has them. */
function begins(recipe: Recipe, start: string | undefined): Recipe {
  if (start !== undefined) return recipe;
  const { startFrom: _, ...rest } = recipe;
  return rest;
}

/** The last evaluation, or one more where the others were of images held out. */
async function testResult(
  model: LayersModel,
  data: TrainingData,
  { result }: TrainedRun,
  { evaluation = {} }: Recipe,
  { compile, signal }: Pick<TrainRunOptions, 'compile' | 'signal'>,
): Promise<TrainedRecipe['test']> {
  const last = result.evaluations.at(-1);
  if (!data.heldOut && last?.step === result.steps) return { loss: last.loss, error: last.error };
  if (data.test.length === 0) return undefined;
  const { crops } = evaluation;
  const { loss, error } = await evaluate({
    ...{ model, data: data.test, signal },
    ...(crops && { crops }),
    ...(compile !== undefined && { compile }),
  });
  return { loss, error };
}
