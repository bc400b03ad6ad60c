import { describe } from '@skipjack/models';
import { defineRecipe, scheduleNeedsEvaluations, scheduleOf } from '@skipjack/recipes';
import type { Recipe, Schedule } from '@skipjack/recipes';
import { expectedCheckpointBytes, slotsPerParameter, trainingLength } from '@skipjack/runs';
import type { TrainingLength } from '@skipjack/runs';
import { dataFor } from './training-data.ts';
import type { DataForOptions } from './training-data.ts';
import { expectStart, modelOptions, registeredModel } from './training-model.ts';

/** Options of {@link trainingPlan}. */
export interface TrainingPlanOptions extends Omit<DataForOptions, 'download'> {
  /**
   * Where the weights come from that a recipe with `startFrom` begins with.
   * @defaultValue none, which such a recipe does not allow
   */
  readonly start?: string | undefined;
}

/** What a training would do and need. */
export interface TrainingPlan {
  /** Name of the model. */
  readonly model: string;
  /** Its trainable parameters. */
  readonly params: number;
  /** Multiply-adds of one image's forward pass; null where that is not known. */
  readonly macs: number | null;
  /** Name of the data set. */
  readonly data: string;
  /** Images to train on. */
  readonly trainImages: number;
  /** Images to evaluate on. */
  readonly validationImages: number;
  /** `[height, width, channels]` of an image that is trained on. */
  readonly imageShape: readonly [number, number, number];
  /** Number of classes. */
  readonly classes: number;
  /** Its length. */
  readonly length: TrainingLength;
  /** Images of a step. */
  readonly batch: number;
  /** Learning rates of the first step, the highest, and the last; where evaluations change it, as if they never did. */
  readonly rates: {
    /** Of the first step. */
    readonly first: number;
    /** The highest one. */
    readonly highest: number;
    /** Of the last step. */
    readonly last: number;
  };
  /** Whether evaluations change the rate. */
  readonly followsEvaluations: boolean;
  /** Bytes of a checkpoint, about. */
  readonly checkpointBytes: number;
  /** Bytes that the run's folder takes at most, about: two checkpoints, the best one, and one that is being written. */
  readonly diskBytes: number;
  /** Bytes of weights, gradients, optimizer and the activations of a step, about; null where that is not known. */
  readonly memoryBytes: number | null;
}

const FLOAT32_BYTES = 4;
/** Checkpoints that are there at once: two, the best one, and one that is being written. */
const MOST_CHECKPOINTS = 4;
/** Each activation has a gradient. */
const PER_ACTIVATION = 2;
const MOST_RATES = 10_000;

function ratesOf(schedule: Schedule, steps: number): TrainingPlan['rates'] {
  const count = Math.min(steps, MOST_RATES);
  const at = (index: number): number =>
    schedule(Math.floor((index * (steps - 1)) / Math.max(1, count - 1)), []);
  let highest = 0;
  for (let index = 0; index < count; index++) highest = Math.max(highest, at(index));
  return { first: schedule(0, []), highest, last: schedule(steps - 1, []) };
}

/**
 * Says what `trainRecipe` would do with a recipe, and what it would need. Reads the data; builds no weights, needs no backend, and
 * writes nothing.
 *
 * @param options - The recipe, and where its data are.
 * @throws What `trainRecipe` throws of the recipe, its data and its model.
 */
export async function trainingPlan(options: TrainingPlanOptions): Promise<TrainingPlan> {
  const { data: source, start, signal } = options;
  const recipe: Recipe = defineRecipe(options.recipe);
  expectStart(recipe, start);
  const data = await dataFor({ recipe, data: source, signal });
  const length = trainingLength(recipe, data.train.length);
  const name = registeredModel(recipe);
  const { trainShape: inputShape } = data;
  const { total } = describe(name, { ...modelOptions({ recipe, data }), inputShape });
  const { trainableParams, frozenParams, activationBytes, macs } = total;
  const checkpointBytes = expectedCheckpointBytes(total, recipe);
  const averages = recipe.average === undefined ? 0 : trainableParams + frozenParams;
  const numbers = trainableParams * (2 + slotsPerParameter(recipe.optimizer)) + frozenParams + averages;
  const images = recipe.batch / (recipe.accumulate ?? 1);
  return {
    ...{ model: name, params: trainableParams, macs, data: data.name, length },
    ...{ trainImages: data.train.length, validationImages: data.validation.length },
    ...{ imageShape: inputShape, classes: data.classNames.length, batch: recipe.batch },
    rates: ratesOf(scheduleOf(recipe.schedule, length), length.steps),
    followsEvaluations: scheduleNeedsEvaluations(recipe.schedule),
    checkpointBytes,
    diskBytes: MOST_CHECKPOINTS * checkpointBytes,
    memoryBytes:
      activationBytes === null ? null : FLOAT32_BYTES * numbers + PER_ACTIVATION * images * activationBytes,
  };
}
