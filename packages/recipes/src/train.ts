import { expectNumber } from './bounds.ts';
import { classifierOf, trainableVariables } from './classifier.ts';
import { DivergenceError } from './divergence-error.ts';
import { epochOrder } from './epoch-order.ts';
import { nextMacrotask } from './macrotask.ts';
import { chosenCompiler } from './step-compiler.ts';
import { trainingPlan } from './train-options.ts';
import type { TrainOptions } from './train-options.ts';
import type { StepReport, TrainingPlan, TrainingResult } from './training-report.ts';
import { trainingStep } from './training-step.ts';
import type { TrainingStep } from './training-step.ts';

/**
 * Trains a classifier in place: forward in training mode, softmax cross entropy plus the model's own regularizers,
 * gradients, one update of the optimizer per step.
 *
 * Each epoch visits the data in the order of `epochOrder`, in whole batches: the rest, less than a batch, sits that epoch out.
 * The loss is read once a step. After each step one macrotask lets timers and signals through. No tensor outlives a step
 * but the weights and the optimizer's own, however the training ends.
 * @throws DivergenceError if a loss is NaN or infinite; that step does not touch the trainable weights.
 * @throws RangeError if a number is out of range, `batch` exceeds the data, a label is not one of the model's classes, or
 * the images have not the shape of the model's input.
 * @throws TypeError if the model has several inputs or outputs, or ends in a softmax, an option is unknown, or the data,
 * the schedule or the optimizer is missing.
 * @throws The backend's own error where `compile` is true, or `precision` 'bfloat16', and the step cannot be recorded.
 * @throws The signal's reason, before the next step, once `signal` is aborted.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const plan = trainingPlan(options);
  const { model, data, optimizer, compile, precision } = options;
  const parts = { classifier: classifierOf(model), variables: trainableVariables(model), optimizer, data };
  const step = trainingStep(parts, chosenCompiler('train', { compile, precision, optimizer }), {
    compile,
    precision,
  });
  try {
    return await trainSteps(options, plan, step);
  } finally {
    step.dispose();
  }
}

async function trainSteps(
  options: TrainOptions,
  plan: TrainingPlan,
  stepper: TrainingStep,
): Promise<TrainingResult> {
  const { data, schedule, seed = 0, onStep, callbacks = [], signal } = options;
  const { steps, batch, stepsPerEpoch } = plan;
  let order: Uint32Array = new Uint32Array(0);
  let loss: number | undefined;
  let epochLoss = 0;
  let seconds = 0;

  signal?.throwIfAborted();
  for (const callback of callbacks) await callback.onTrainBegin?.(plan);
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    const start = performance.now();
    const epoch = Math.floor(step / stepsPerEpoch);
    const place = step % stepsPerEpoch;
    if (place === 0) {
      order = epochOrder({ length: data.length, seed, epoch });
      epochLoss = 0;
    }
    const rate = schedule(step);
    expectNumber(`the schedule's rate at step ${step}`, rate);
    const indices = order.subarray(place * batch, (place + 1) * batch);
    const stepLoss = await stepper.run(indices, rate);
    if (!Number.isFinite(stepLoss)) throw new DivergenceError(step + 1, stepLoss, loss, rate);
    loss = stepLoss;
    epochLoss += stepLoss;
    seconds += (performance.now() - start) / 1000;

    const done = step + 1;
    const report: StepReport = { step: done, steps, epoch, loss, rate, images: done * batch, seconds };
    await onStep?.(report);
    for (const callback of callbacks) await callback.onStepEnd?.(report);
    if (place === stepsPerEpoch - 1) {
      const mean = epochLoss / stepsPerEpoch;
      for (const callback of callbacks) await callback.onEpochEnd?.({ epoch, step: done, loss: mean });
    }
    await nextMacrotask();
  }

  const images = steps * batch;
  const result: TrainingResult = {
    steps,
    epochs: Math.floor(steps / stepsPerEpoch),
    loss: loss ?? Number.NaN,
    images,
    seconds,
    imagesPerSecond: images / seconds,
    compiled: stepper.compiled,
    ...(stepper.refusal === undefined ? {} : { notCompiled: stepper.refusal }),
  };
  for (const callback of callbacks) await callback.onTrainEnd?.(result);
  return result;
}
