import type { Variable } from '@tensorflow/tfjs-core';
import { batchFeed } from './batch-feed.ts';
import { classifierOf, trainableVariables } from './classifier.ts';
import { classificationLoss } from './losses/classification-loss.ts';
import { mixing } from './losses/mixing.ts';
import { gradientAccumulator } from './optimizers/gradient-accumulator.ts';
import { weightAverage } from './optimizers/weight-average.ts';
import { chosenCompiler } from './step-compiler.ts';
import type { TrainOptions } from './train-options.ts';
import { trainSettings } from './train-settings.ts';
import type { TrainSettings } from './train-settings.ts';
import { callbackList } from './training-callbacks.ts';
import { trainingCheckpoints } from './training-checkpoints.ts';
import { trainSteps } from './training-loop.ts';
import type { TrainingResult } from './training-report.ts';
import type { StepParts } from './step-functions.ts';
import { trainingStep } from './training-step.ts';
import { takeStatistics, validate } from './validation.ts';

/**
 * Trains a classifier in place: forward in training mode, the loss plus the model's own regularizers, gradients, one update of
 * the optimizer per step.
 *
 * Each epoch visits the data in the order of `epochOrder`, in whole batches: the rest, less than a batch, sits that epoch out.
 * The next batch is made while a step runs. After each step one macrotask lets timers and signals through. No tensor outlives
 * the training but the weights and the optimizer's own, however it ends.
 *
 * What a checkpoint holds is all that the following steps depend on: a training that is stopped anywhere, and goes on from its
 * checkpoint in another process on the same kind of machine, ends with the same weights to the last bit. That takes layers whose
 * random numbers have a place in a stream, as the dropout of `@skipjack/blocks` has, and a schedule that is a pure function.
 * @throws DivergenceError if a loss is NaN or infinite, as `onNotFinite` says; that step does not touch the trainable weights.
 * @throws CheckpointMismatchError if the checkpoint to go on from is of another model, data, or recipe; nothing is touched.
 * @throws RangeError if a number is out of range, `batch` exceeds the data, a label is not one of the model's classes, or
 * the images have not the shape of the model's input.
 * @throws TypeError if the model has several inputs, or ends in a softmax, an option is unknown, or the data, the schedule or
 * the optimizer is missing.
 * @throws The backend's own error where `compile` is true, or `precision` 'bfloat16', and the step cannot be recorded.
 * @throws The store's own error where a checkpoint cannot be kept.
 * @throws The signal's reason, before the next step, once `signal` is aborted and a checkpoint has been kept.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const settings = trainSettings(options);
  const training = startTraining(options, settings);
  try {
    return await training.run();
  } finally {
    await training.dispose();
  }
}

/** Everything that a training owns. */
interface Training {
  run(): Promise<TrainingResult>;
  dispose(): Promise<void>;
}

function startTraining(options: TrainOptions, settings: TrainSettings): Training {
  const { model, data, validation, compile, callbacks = [] } = options;
  const { optimizer, average: averageSpec, precision, accumulate } = settings;
  const classifier = classifierOf(model);
  const variables = trainableVariables(model);
  // Each once, however many nets within the net share it; a count of some layer's has no mean.
  const averaged = [...new Set(model.weights.map((weight) => weight.read() as Variable))].filter(
    ({ dtype }) => dtype === 'float32',
  );
  const compiler = chosenCompiler('train', { compile, precision, optimizer });
  const average = averageSpec && weightAverage(averageSpec);
  const accumulator = accumulate > 1 ? gradientAccumulator() : undefined;
  const { auxiliaryWeight = 0.3, ...loss } = settings.loss;
  const parts: StepParts = {
    ...{ classifier, variables, optimizer, accumulator, average, averaged, auxiliaryWeight },
    loss: classificationLoss(loss),
    clip: settings.clip,
    checksGradients: settings.onNotFinite !== 'stop',
  };
  const stepper = trainingStep(parts, compiler, { compile, precision });
  const feed = batchFeed({
    ...{ data, classifier, accumulate },
    batch: settings.batch,
    stepsPerEpoch: settings.stepsPerEpoch,
    seed: settings.seed,
    mixing: settings.mixing && mixing(settings.mixing),
  });
  const store = options.checkpoints;
  const checkpoints =
    store &&
    trainingCheckpoints({
      ...{ store, settings, data, validation },
      memory: { model, optimizer, variables, average, averaged },
      force: options.resume === 'force',
      onCheckpoint: options.onCheckpoint,
    });
  const validating = {
    ...{ model, data, average, averaged, compile },
    validation: validation ?? data,
    evaluation: settings.evaluation,
    batch: settings.batch / accumulate,
    signal: options.signal,
  };
  const evaluateNow = (): ReturnType<typeof validate> => validate(validating);
  const list = callbackList(callbacks);
  return {
    async run() {
      // Made of the weights as they are now, whenever it is updated or kept first.
      average?.slots(averaged);
      const result = await trainSteps({
        ...{ options, settings, stepper, feed, checkpoints, evaluateNow, callbacks: list },
        averageFactor({ step, skipped }) {
          // Steps that were passed over have left no weights to average.
          const passedOver = settings.onNotFinite === 'skip' ? skipped.length : 0;
          return average?.factor(step + 1 - passedOver) ?? 0;
        },
      });
      if (average) average.apply(averaged);
      // The model is the one that was evaluated last.
      if (validation) await takeStatistics(validating);
      return result;
    },
    async dispose() {
      list.dispose();
      await checkpoints?.settle().catch(() => {});
      await feed.dispose();
      stepper.dispose();
      accumulator?.dispose();
      average?.dispose();
      if (settings.ownsOptimizer) optimizer.dispose();
    },
  };
}
