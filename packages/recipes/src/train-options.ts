import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expectInteger } from './bounds.ts';
import { expectOptions, written } from './option-checks.ts';
import type { OptionsExample } from './option-checks.ts';
import type { Optimizer } from './optimizer.ts';
import { expectSource } from './sample-source.ts';
import type { SampleSource } from './sample-source.ts';
import { expectSchedule } from './schedule.ts';
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
  /**
   * Called and awaited after each step, before the callbacks' `onStepEnd`. What it changes of the layers has an effect on the
   * steps that follow with `compile: false` only.
   */
  readonly onStep?: (report: StepReport) => void | Promise<void>;
  /**
   * Called in their order.
   * @defaultValue none
   */
  readonly callbacks?: readonly TrainingCallbacks[];
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
   * @defaultValue 'float32'
   */
  readonly precision?: 'float32' | 'bfloat16';
  /** Stops the training before its next step. */
  readonly signal?: AbortSignal | undefined;
}

const EXPECTED: OptionsExample<TrainOptions> = {
  owner: 'train',
  known: {
    model: true,
    data: true,
    steps: true,
    batch: true,
    schedule: true,
    optimizer: true,
    seed: true,
    onStep: true,
    callbacks: true,
    compile: true,
    precision: true,
    signal: true,
  },
  example: 'train({ model, data, steps: 1000, schedule: constantRate({ rate: 0.1 }), optimizer: sgd() })',
};

/** Checks the options and derives the steps of an epoch. */
export function trainingPlan(options: TrainOptions): TrainingPlan {
  expectOptions(options, EXPECTED);
  const { data, steps, batch = 128, schedule, optimizer, seed = 0 } = options;
  expectSource('train', data);
  expectSchedule('train', schedule);
  if (typeof optimizer?.step !== 'function') {
    throw new TypeError(
      `train needs an optimizer with a function step: write optimizer: sgd({ momentum: 0.9 }); got ${written(optimizer)}.`,
    );
  }
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
