import { expectInteger } from './bounds.ts';
import { expectPolicy } from './not-finite.ts';
import type { NotFinitePolicy } from './not-finite.ts';
import { expectOptions, written } from './option-checks.ts';
import type { OptionsExample } from './option-checks.ts';
import type { Optimizer } from './optimizer.ts';
import { expectClip } from './optimizers/clip-gradients.ts';
import type { ClipSpec } from './optimizers/clip-gradients.ts';
import { optimizerOf } from './optimizers/optimizer-of.ts';
import type { AverageSpec } from './optimizers/weight-average.ts';
import { defineRecipe } from './recipe/define-recipe.ts';
import { EVALUATION } from './recipe/recipe-check.ts';
import type { EvaluationSpec, LossSpec, MixingSpec, Recipe } from './recipe/recipe.ts';
import { expectSource } from './sample-source.ts';
import { expectSchedule } from './schedules/schedule.ts';
import type { Schedule } from './schedules/schedule.ts';
import { scheduleNeedsEvaluations, scheduleOf } from './schedules/schedule-of.ts';
import type { TrainOptions } from './train-options.ts';
import type { JsonValue } from './training-state.ts';

/** All that decides a training, with nothing left open. */
export interface TrainSettings {
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly batch: number;
  readonly accumulate: number;
  readonly seed: number;
  readonly schedule: Schedule;
  readonly optimizer: Optimizer;
  /** Whether the optimizer was made for this training. */
  readonly ownsOptimizer: boolean;
  readonly loss: LossSpec;
  readonly mixing: MixingSpec | undefined;
  readonly clip: ClipSpec | undefined;
  readonly average: AverageSpec | undefined;
  readonly evaluation: EvaluationSpec;
  /** Steps between two evaluations; undefined where there is nothing to evaluate on. */
  readonly evaluateEvery: number | undefined;
  readonly patience: number | undefined;
  readonly checkpointEvery: number | undefined;
  readonly onNotFinite: NotFinitePolicy;
  readonly precision: 'float32' | 'bfloat16';
  /** What a checkpoint remembers of these, for a training that goes on from it to compare. */
  readonly description: { readonly [key: string]: JsonValue };
}

const EXPECTED: OptionsExample<TrainOptions> = {
  owner: 'train',
  known: {
    model: true,
    data: true,
    recipe: true,
    steps: true,
    batch: true,
    accumulate: true,
    schedule: true,
    optimizer: true,
    loss: true,
    mixing: true,
    clip: true,
    average: true,
    validation: true,
    evaluation: true,
    patience: true,
    seed: true,
    checkpoints: true,
    checkpointEvery: true,
    resume: true,
    onNotFinite: true,
    onStep: true,
    onEvaluation: true,
    onCheckpoint: true,
    callbacks: true,
    compile: true,
    precision: true,
    signal: true,
  },
  example: 'train({ model, data, steps: 1000, schedule: constantRate({ rate: 0.1 }), optimizer: sgd() })',
};

/** Stands for what is given in place of the recipe's. */
const OWN = 'not of the recipe';

type Length = { readonly epochs: number } | { readonly steps: number };

const stepsOf = (length: Length, stepsPerEpoch: number): number =>
  'steps' in length ? length.steps : Math.max(1, Math.round(length.epochs * stepsPerEpoch));

function expectParts(options: TrainOptions, recipe: Recipe | undefined): void {
  const {
    data,
    schedule,
    optimizer,
    steps,
    validation,
    checkpoints,
    resume = false,
    callbacks = [],
  } = options;
  expectSource('train', data);
  if (validation !== undefined) expectSource('train (validation)', validation);
  if (schedule !== undefined || !recipe) expectSchedule('train', schedule as Schedule);
  if (!(recipe && optimizer === undefined) && typeof optimizer?.step !== 'function')
    throw new TypeError(
      `train needs an optimizer with a function step: write optimizer: sgd({ momentum: 0.9 }); got ${written(optimizer)}.`,
    );
  if (steps !== undefined || !recipe) expectInteger('steps', steps as number, 1);
  if (typeof resume !== 'boolean' && resume !== 'force')
    throw new TypeError(`resume must be true, false or 'force'; got ${written(resume)}.`);
  if (!Array.isArray(callbacks))
    throw new TypeError(`callbacks must be an array, such as [callback]; got ${written(callbacks)}.`);
  if (
    checkpoints !== undefined &&
    (typeof checkpoints.save !== 'function' || typeof checkpoints.load !== 'function')
  )
    throw new TypeError(
      `checkpoints must be a store, such as checkpointFolder of @skipjack/runs makes; got ${written(checkpoints)}.`,
    );
  if (resume !== false && checkpoints === undefined)
    throw new TypeError('resume needs checkpoints to go on from; give checkpoints, or leave resume out.');
}

/** Checks the options and joins them with the recipe's. */
export function trainSettings(options: TrainOptions): TrainSettings {
  expectOptions(options, EXPECTED);
  const recipe = options.recipe && defineRecipe(options.recipe);
  expectParts(options, recipe);
  const { data, validation, onNotFinite = 'stop', checkpointEvery } = options;
  if (recipe && !options.schedule && !validation && scheduleNeedsEvaluations(recipe.schedule))
    throw new TypeError(
      `the schedule of the recipe ${recipe.name} follows the evaluations, and there is nothing to evaluate on: give validation, or a schedule of your own.`,
    );
  const batch = options.batch ?? recipe?.batch ?? 128;
  const accumulate = options.accumulate ?? recipe?.accumulate ?? 1;
  const seed = options.seed ?? recipe?.seed ?? 0;
  const patience = options.patience ?? recipe?.earlyStop?.patience;
  expectInteger('batch', batch, 1);
  expectInteger('accumulate', accumulate, 1);
  expectInteger('seed', seed, 0);
  if (patience !== undefined) expectInteger('patience', patience, 1);
  if (options.patience !== undefined && !validation)
    throw new TypeError(
      'patience counts evaluations, and there is nothing to evaluate on: give validation, or leave patience out.',
    );
  if (checkpointEvery !== undefined) expectInteger('checkpointEvery', checkpointEvery, 1);
  if (options.clip !== undefined) expectClip(options.clip);
  if (options.evaluation !== undefined) EVALUATION.test(options.evaluation, 'evaluation');
  expectPolicy(onNotFinite, options.checkpoints !== undefined);
  if (batch % accumulate !== 0)
    throw new RangeError(`accumulate must divide the batch of ${batch} images; got ${accumulate}.`);
  if (data.length < batch)
    throw new RangeError(
      `batch must not exceed the ${data.length} images of the training data; got ${batch}.`,
    );
  const stepsPerEpoch = Math.floor(data.length / batch);
  const steps = options.steps ?? stepsOf(recipe?.length ?? { steps: 1 }, stepsPerEpoch);
  const evaluation = options.evaluation ?? recipe?.evaluation ?? {};
  const shared = {
    ...{ steps, stepsPerEpoch, batch, accumulate, seed },
    loss: options.loss ?? recipe?.loss ?? {},
    mixing: options.mixing ?? recipe?.mixing,
    clip: options.clip ?? recipe?.clip,
    average: options.average ?? recipe?.average,
    evaluation,
    evaluateEvery: validation && stepsOf(evaluation.every ?? { epochs: 1 }, stepsPerEpoch),
    patience,
    precision: options.precision ?? recipe?.precision ?? 'float32',
  } as const;
  const { schedule, optimizer } = recipe ?? {};
  return {
    ...shared,
    onNotFinite,
    checkpointEvery,
    schedule: options.schedule ?? scheduleOf(schedule as Recipe['schedule'], { steps, stepsPerEpoch }),
    optimizer: options.optimizer ?? optimizerOf(optimizer as Recipe['optimizer']),
    ownsOptimizer: options.optimizer === undefined,
    description: described({
      ...shared,
      // Functions cannot be compared; that there is one can.
      schedule: options.schedule ? recipe && OWN : schedule,
      optimizer: options.optimizer ? recipe && OWN : optimizer,
    }),
  };
}

/** As JSON keeps it: without what is undefined. */
function described(settings: object): TrainSettings['description'] {
  return JSON.parse(JSON.stringify(settings)) as TrainSettings['description'];
}
