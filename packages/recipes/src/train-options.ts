import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expectInteger } from './bounds.ts';
import type { Optimizer } from './optimizer.ts';
import type { SampleSource } from './sample-source.ts';
import type { Schedule } from './schedule.ts';
import type { StepReport, TrainingCallbacks, TrainingPlan } from './training-report.ts';

/** Options of {@link train}. */
export interface TrainOptions {
  /** Maps images `[batch, height, width, channels]` to logits `[batch, classes]`. Trained in place. */
  readonly model: LayersModel;
  /** Training data. */
  readonly data: SampleSource;
  /** Number of steps. */
  readonly steps: number;
  /**
   * Images per step.
   * @defaultValue 128
   */
  readonly batch?: number;
  /** Learning rate of each step. */
  readonly schedule: Schedule;
  /** Updates the weights. The caller disposes it, so that it can go on after another call. */
  readonly optimizer: Optimizer;
  /**
   * Seed of the order of the data.
   * @defaultValue 0
   */
  readonly seed?: number;
  /** Called and awaited after each step, before the callbacks' `onStepEnd`. */
  readonly onStep?: (report: StepReport) => void | Promise<void>;
  /**
   * Called in their order.
   * @defaultValue none
   */
  readonly callbacks?: readonly TrainingCallbacks[];
  /** Stops the training before its next step. */
  readonly signal?: AbortSignal | undefined;
}

/** Checks the numbers of the options and derives the steps of an epoch. */
export function trainingPlan(options: TrainOptions): TrainingPlan {
  const { data, steps, batch = 128, seed = 0 } = options;
  expectInteger('steps', steps, 1);
  expectInteger('batch', batch, 1);
  expectInteger('seed', seed, 0);
  if (data.length < batch) {
    throw new RangeError(
      `batch must not exceed the ${data.length} images of the training data; got ${batch}.`,
    );
  }
  return { steps, batch, stepsPerEpoch: Math.floor(data.length / batch) };
}
