import type { ImageDataset } from '@skipjack/datasets';
import {
  DivergenceError,
  evaluate,
  multiStep,
  reestimateBatchNorm,
  sgd,
  train,
  warmUp,
} from '@skipjack/recipes';
import type { Schedule, StepReport } from '@skipjack/recipes';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { RunData } from '../evaluation-data.ts';
import { BATCH_NORM_SAMPLES } from '../net-plan.ts';
import { expectPrecision } from '../precision.ts';
import type { Precision } from '../precision.ts';
import type { SeedContext } from './define-experiment.ts';

/** The hyper-parameters of a short training, as settings of an experiment. */
export interface TrainingSettings {
  /** Training steps of each net. */
  readonly steps: number;
  /** Images in one training step. */
  readonly batch: number;
  /** Learning rate after the warm-up, which takes a tenth of the steps, and before the drop to a tenth after 80 % of them. */
  readonly rate: number;
  /** Momentum of stochastic gradient descent. */
  readonly momentum: number;
  /** Weight decay: the coefficient of the L2 penalty's gradient. */
  readonly weightDecay: number;
  /** Images of the training set that the training error is measured on; the test error is that of the whole test set. */
  readonly evaluationSamples: number;
  /** What the large tensors of a training step are computed in. */
  readonly precision: Precision;
}

/** Where a net stands after its training. */
export interface TrainedNet {
  /** Steps done. */
  readonly steps: number;
  /** Mean cross entropy on training images; not finite (null in JSON) for a net that diverged. */
  readonly trainLoss: number;
  /** Share of training images that were classified wrongly, as a fraction of 1. */
  readonly trainError: number;
  /** Share of test images that were classified wrongly, as a fraction of 1. */
  readonly testError: number;
  /** Training speed in images per second. */
  readonly imagesPerSecond: number;
  /** Loss of each step's batch. */
  readonly losses: readonly number[];
  /** Why training ended before its last step, in one sentence; absent when it did not. */
  readonly stopped?: string;
}

/** Options of {@link shortTraining}. */
export interface ShortTrainingOptions {
  /** The net, trained in place; the caller disposes it. */
  readonly model: LayersModel;
  /** Data by `runData`: its training images, `finalTrainSample` and `test` are used. */
  readonly data: RunData;
  /** Hyper-parameters. */
  readonly settings: TrainingSettings;
  /** The seed's context. */
  readonly context: Pick<SeedContext<object, unknown>, 'seed' | 'signal' | 'emit' | 'record'>;
  /** Name of the part, for events and metrics. */
  readonly part: string;
  /**
   * Called and awaited after each step.
   * @defaultValue nothing is called
   */
  readonly onStep?: (report: StepReport) => void | Promise<void>;
}

const DEFAULTS: TrainingSettings = {
  steps: 200,
  batch: 64,
  rate: 0.1,
  momentum: 0.9,
  weightDecay: 1e-4,
  evaluationSamples: 512,
  precision: 'float32',
};

/** Throws a RangeError unless `value` is an integer of at least `least`. */
export function expectWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${name} must be an integer of at least ${least}; got ${String(value)}.`);
}

/** The training settings among `given`, completed with `defaults` (200 steps of 64 images at a rate of 0.1 else), and checked. */
export function trainingSettings(
  given: Partial<TrainingSettings>,
  defaults: Partial<TrainingSettings>,
  dataset: ImageDataset | undefined,
): TrainingSettings {
  const filled = { ...DEFAULTS, ...defaults };
  const settings: TrainingSettings = {
    steps: given.steps ?? filled.steps,
    batch: given.batch ?? filled.batch,
    rate: given.rate ?? filled.rate,
    momentum: given.momentum ?? filled.momentum,
    weightDecay: given.weightDecay ?? filled.weightDecay,
    evaluationSamples: given.evaluationSamples ?? filled.evaluationSamples,
    precision: given.precision ?? filled.precision,
  };
  for (const name of ['steps', 'batch', 'evaluationSamples'] as const) expectWhole(name, settings[name], 1);
  expectPrecision(settings.precision);
  trainingSchedule(settings);
  const { momentum, weightDecay, batch } = settings;
  sgd({ momentum, weightDecay }).dispose();
  if (dataset !== undefined && batch > dataset.train.length)
    throw new RangeError(
      `batch must not exceed the ${dataset.train.length} training images of ${dataset.name}; got ${batch}.`,
    );
  return settings;
}

/** The rate of {@link shortTraining}: up in a line from a tenth of `rate` over a tenth of the steps, then `rate`, a tenth of it after 80 % of the steps. */
export function trainingSchedule({ steps, rate }: Pick<TrainingSettings, 'steps' | 'rate'>): Schedule {
  const schedule = multiStep({ rate, milestones: [Math.round(0.8 * steps)] });
  return warmUp({ steps: Math.round(steps / 10), from: rate / 10, schedule });
}

/**
 * Trains a net with SGD and measures it at the end, on `4 * evaluationSamples` training images and the whole test set, with batch
 * norm's statistics taken anew. Emits a `step` event and records a line in `metrics.jsonl` for each step. A net that diverges has the reason in
 * `stopped`, and NaN for what could not be measured.
 */
export async function shortTraining(options: ShortTrainingOptions): Promise<TrainedNet> {
  const { model, data, settings, context, part } = options;
  const { steps, batch, momentum, weightDecay, precision } = settings;
  const { seed, signal, emit, record } = context;
  const optimizer = sgd({ momentum, weightDecay });
  const losses: number[] = [];
  let imagesPerSecond = 0;
  const onStep = async (report: StepReport): Promise<void> => {
    const { step, loss, rate } = report;
    imagesPerSecond = report.imagesPerSecond;
    losses.push(loss);
    await record({ type: 'step', part, step, loss, rate });
    emit({ type: 'step', part, step, steps, loss, rate, imagesPerSecond });
    await options.onStep?.(report);
  };
  const soFar = () => ({ steps: losses.length, imagesPerSecond, losses });
  try {
    const schedule = trainingSchedule(settings);
    await train({
      model,
      data: data.train,
      steps,
      batch,
      schedule,
      optimizer,
      seed,
      precision,
      onStep,
      signal,
    });
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    await record({ type: 'stopped', part, step: error.step, reason: error.message });
    const unknown = { trainLoss: Number.NaN, trainError: Number.NaN, testError: Number.NaN };
    return { ...soFar(), ...unknown, stopped: error.message };
  } finally {
    optimizer.dispose();
  }
  const { finalTrainSample, test } = data;
  const { length } = finalTrainSample;
  const size = Math.min(batch, length);
  const batches = Math.max(1, Math.floor(Math.min(length, BATCH_NORM_SAMPLES) / size));
  await reestimateBatchNorm({ model, data: finalTrainSample, batch: size, batches, signal });
  const onTrain = await evaluate({ model, data: finalTrainSample, signal });
  const onTest = await evaluate({ model, data: test, signal });
  const errors = { trainLoss: onTrain.loss, trainError: onTrain.error, testError: onTest.error };
  await record({ type: 'evaluation', part, step: steps, ...errors });
  const result = { ...soFar(), ...errors };
  return Number.isFinite(errors.trainLoss)
    ? result
    : {
        ...result,
        stopped: `training diverged: the loss after the last step, ${steps}, is ${errors.trainLoss}.`,
      };
}
