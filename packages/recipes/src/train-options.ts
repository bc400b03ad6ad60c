import type { LayersModel } from '@tensorflow/tfjs-layers';

import type { EvaluationSpec, LossSpec, MixingSpec, Recipe } from './recipe/recipe.ts';
import type { Optimizer } from './optimizer.ts';
import type { ClipSpec } from './optimizers/clip-gradients.ts';
import type { AverageSpec } from './optimizers/weight-average.ts';
import type { SampleSource } from './sample-source.ts';
import type { Schedule } from './schedules/schedule.ts';
import type { NotFinitePolicy } from './not-finite.ts';
import type { TrainingCallback } from './training-callbacks.ts';
import type { CheckpointReport, EvaluationReport, StepReport } from './training-report.ts';
import type { CheckpointStore } from './training-state.ts';

/** Options of {@link train}. What is given here takes precedence over what the recipe says. */
export interface TrainOptions {
  /**
   * Maps images `[batch, height, width, channels]` to logits `[batch, classes]`, or to those and the logits of auxiliary
   * classifiers. Trained in place.
   */
  readonly model: LayersModel;
  /** Training data. */
  readonly data: SampleSource;
  /**
   * Every hyper-parameter as data, such as `recipeNamed('resnet-cifar')`. Its `model` and `data` are not looked at: they are
   * what to make `model` and `data` of.
   * @defaultValue none: `steps`, `schedule` and `optimizer` are needed then
   */
  readonly recipe?: Recipe;
  /** Number of steps of the whole training. Needed unless there is a recipe. */
  readonly steps?: number;
  /**
   * Images per step.
   * @defaultValue the recipe's, or 128
   */
  readonly batch?: number;
  /**
   * Parts that the images of a step are divided into, to save memory: their gradients are averaged before the one update.
   * Batch norm sees each part by itself.
   * @defaultValue the recipe's, or 1
   */
  readonly accumulate?: number;
  /** Learning rate of each step. Needed unless there is a recipe. */
  readonly schedule?: Schedule;
  /**
   * Updates the weights. Needed unless there is a recipe, of which one is made then, for this training only. The caller disposes
   * the one that is given, so that it can go on after another call.
   */
  readonly optimizer?: Optimizer;
  /**
   * What is minimised.
   * @defaultValue the recipe's, or cross entropy
   */
  readonly loss?: LossSpec;
  /**
   * Mixes the images and labels of a batch.
   * @defaultValue the recipe's, or nothing is mixed
   */
  readonly mixing?: MixingSpec;
  /**
   * Limits the gradients.
   * @defaultValue the recipe's, or no limit
   */
  readonly clip?: ClipSpec;
  /**
   * Averages the weights. Evaluations use the averages, and the model has them when the training has ended.
   * @defaultValue the recipe's, or none
   */
  readonly average?: AverageSpec;
  /**
   * Data to evaluate on meanwhile, and at the end.
   * @defaultValue no evaluation
   */
  readonly validation?: SampleSource;
  /**
   * How and how often it is evaluated.
   * @defaultValue the recipe's, or after each epoch
   */
  readonly evaluation?: EvaluationSpec;
  /**
   * Evaluations without a better one after which the training ends.
   * @defaultValue the recipe's, or never
   */
  readonly patience?: number;
  /**
   * Seed of the order of the data and of the mixing.
   * @defaultValue the recipe's, or 0
   */
  readonly seed?: number;
  /**
   * Where the state of the training is kept, such as `checkpointFolder` of `@skipjack/runs`: after each evaluation, or epoch
   * where there is none, at the end, and when `signal` is aborted.
   * @defaultValue nowhere
   */
  readonly checkpoints?: CheckpointStore;
  /**
   * Steps between two checkpoints besides.
   * @defaultValue none besides
   */
  readonly checkpointEvery?: number;
  /**
   * Goes on from the newest checkpoint, where there is one. `'force'`: even where the settings have changed.
   * @defaultValue false
   */
  readonly resume?: boolean | 'force';
  /**
   * What to do where a loss, or a gradient, is NaN or infinite.
   * @defaultValue 'stop'
   */
  readonly onNotFinite?: NotFinitePolicy;
  /**
   * Called and awaited after each step, before the callbacks. What it changes of the layers has an effect on the steps that
   * follow with `compile: false` only.
   */
  readonly onStep?: (report: StepReport) => void | Promise<void>;
  /** Called and awaited after each evaluation. */
  readonly onEvaluation?: (report: EvaluationReport) => void | Promise<void>;
  /** Called once a checkpoint is durable. */
  readonly onCheckpoint?: (report: CheckpointReport) => void;
  /**
   * Called in their order, in the form of tfjs's callbacks.
   * @defaultValue none
   */
  readonly callbacks?: readonly TrainingCallback[];
  /**
   * Whether a step runs as one graph, which is about twice as fast. `'auto'`: where the backend can, as `tensorflow` of
   * `@skipjack/tensorflow` can, the optimizer too, and the model can be recorded. What `onStep` or a callback changes of the
   * layers meanwhile (a rate of dropout, `trainable`, an activation) has no effect on a step that is recorded already: give
   * `compile: false` where it is to have one.
   * @defaultValue 'auto'
   */
  readonly compile?: boolean | 'auto';
  /**
   * What a compiled step computes the large tensors in; weights, statistics and the loss are float32 in any case.
   * @defaultValue the recipe's, or 'float32'
   */
  readonly precision?: 'float32' | 'bfloat16';
  /** Stops the training before its next step; where there are checkpoints, after one has been kept. */
  readonly signal?: AbortSignal | undefined;
}
