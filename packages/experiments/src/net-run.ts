import type { ImageDataset, TensorSource } from '@skipjack/datasets';
import { DivergenceError, evaluate, reestimateBatchNorm, sgd, train } from '@skipjack/recipes';
import type { StepReport } from '@skipjack/recipes';
import { counted } from './counted.ts';
import type { DegradationEvent } from './degradation-event.ts';
import { degradationSchedule } from './degradation-settings.ts';
import type { RunData } from './evaluation-data.ts';
import { BATCH_NORM_SAMPLES, buildNet, netWork } from './net-plan.ts';
import type { NetPlan } from './net-plan.ts';
import type { RunFolder } from './run-folder.ts';
import type { DegradationSettings, Evaluation, NetResult } from './summary.ts';
import type { TimeLeft } from './time-left.ts';

/** What the nets of a run have in common. */
export interface RunContext {
  readonly settings: DegradationSettings;
  readonly dataset: ImageDataset;
  readonly data: RunData;
  readonly folder: RunFolder;
  readonly clock: TimeLeft;
  readonly signal: AbortSignal | undefined;
  /** Tells the caller of the run. */
  readonly emit: (event: DegradationEvent) => void;
  /** Writes what is known so far to the run's folder. */
  readonly save: (unfinished: NetResult) => Promise<void>;
}

/** How the run of one net ended. */
export interface NetOutcome {
  /** What became of the net; undefined if it was interrupted before anything was measured. */
  readonly result: NetResult | undefined;
  /** Whether the signal cut it short. */
  readonly interrupted: boolean;
}

/**
 * Trains one net and measures it on the way and at the end.
 *
 * A net that diverges, or that the signal interrupts, keeps what was measured before, with the reason in `stopped`.
 */
export async function runNet(plan: NetPlan, context: RunContext): Promise<NetOutcome> {
  const { settings, dataset, data, folder, clock, signal, emit, save } = context;
  const { steps, batch, seed, momentum, weightDecay, evaluateEvery } = settings;
  const { name } = plan;
  const work = netWork(plan, settings, dataset);
  const evaluations: Evaluation[] = [];
  let workLeft = work.total;
  let stepsDone = 0;
  let imagesPerSecond = 0;

  const model = buildNet(name, dataset, seed);
  const optimizer = sgd({ momentum, weightDecay });

  const finish = (amount: number): void => {
    workLeft -= amount;
    clock.done(amount);
  };

  const resultSoFar = (stopped?: string): NetResult => {
    const { trainError = Number.NaN, testError = Number.NaN } = evaluations.at(-1) ?? {};
    const result = { ...plan, trainError, testError, imagesPerSecond, evaluations: [...evaluations] };
    return stopped === undefined ? result : { ...result, stopped };
  };

  const measure = async (step: number, trainSample: TensorSource, test: TensorSource): Promise<void> => {
    const { length } = trainSample;
    const batches = Math.max(1, Math.floor(Math.min(length, BATCH_NORM_SAMPLES) / batch));
    await reestimateBatchNorm({
      model,
      data: trainSample,
      batch: Math.min(batch, length),
      batches,
      signal,
    });
    const onTrain = await evaluate({ model, data: trainSample, signal });
    const onTest = await evaluate({ model, data: test, signal });
    const evaluation: Evaluation = {
      step,
      trainSamples: onTrain.count,
      testSamples: onTest.count,
      trainLoss: onTrain.loss,
      trainError: onTrain.error,
      testError: onTest.error,
    };
    evaluations.push(evaluation);
    await folder.appendMetric({ type: 'evaluation', net: name, ...evaluation });
    emit({ type: 'evaluation', net: name, evaluation });
  };

  const onStep = async ({ step, loss, rate, images, seconds }: StepReport): Promise<void> => {
    stepsDone = step;
    imagesPerSecond = images / seconds;
    finish(work.step);
    await folder.appendMetric({ type: 'step', net: name, step, loss, rate });
    emit({ type: 'step', net: name, step, steps, loss, rate, imagesPerSecond, secondsLeft: clock.seconds() });
    if (step % evaluateEvery === 0 && step < steps) {
      await measure(step, data.trainSample, data.testSample);
      finish(work.evaluation);
      await save(resultSoFar());
    }
  };

  /** Returns why the net diverged; undefined if it did not. */
  const trainAndMeasure = async (): Promise<string | undefined> => {
    try {
      const schedule = degradationSchedule(settings);
      const { precision = 'float32' } = settings;
      const common = { model, data: data.train, steps, batch, schedule, optimizer, seed, precision };
      await train({ ...common, onStep, signal });
    } catch (error) {
      if (!(error instanceof DivergenceError)) throw error;
      await folder.appendMetric({ type: 'stopped', net: name, step: error.step, reason: error.message });
      if (evaluations.length === 0) await measure(stepsDone, data.trainSample, data.testSample);
      return error.message;
    }
    await measure(steps, data.finalTrainSample, data.test);
    finish(work.finalEvaluation);
    // The last update is followed by no training loss that could tell.
    const { trainLoss = Number.NaN } = evaluations.at(-1) ?? {};
    return Number.isFinite(trainLoss)
      ? undefined
      : `training diverged: the loss after the last step, ${steps}, is ${trainLoss}.`;
  };

  let stopped: string | undefined;
  let interrupted = false;
  try {
    stopped = await trainAndMeasure();
  } catch (error) {
    if (!signal?.aborted || error !== signal.reason) throw error;
    interrupted = true;
    stopped = `training was interrupted after ${stepsDone} of ${counted(steps, 'step')}.`;
  } finally {
    clock.dropped(workLeft);
    optimizer.dispose();
    model.dispose();
  }
  return { result: evaluations.length > 0 ? resultSoFar(stopped) : undefined, interrupted };
}
