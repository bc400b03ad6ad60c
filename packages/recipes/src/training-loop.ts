import { disposeInputs } from './batch-feed.ts';
import type { BatchFeed } from './batch-feed.ts';
import { expectNumber } from './bounds.ts';
import { DivergenceError } from './divergence-error.ts';
import type { EvaluationResult } from './evaluation/evaluate-options.ts';
import { nextMacrotask } from './macrotask.ts';
import { MOST_ROLLBACKS, MOST_SKIPPED } from './not-finite.ts';
import type { TrainOptions } from './train-options.ts';
import type { TrainSettings } from './train-settings.ts';
import type { CallbackList } from './training-callbacks.ts';
import { NotFiniteStateError } from './training-checkpoints.ts';
import type { TrainingCheckpoints } from './training-checkpoints.ts';
import { addStep, meansOf, newProgress, noSums } from './training-progress.ts';
import type { TrainingProgress } from './training-progress.ts';
import type { EvaluationReport, StepReport, TrainingResult } from './training-report.ts';
import type { CheckpointKind } from './training-state.ts';
import type { StepOutcome } from './step-functions.ts';
import type { TrainingStep } from './training-step.ts';

/** What the steps of a training work with. */
export interface LoopParts {
  readonly options: TrainOptions;
  readonly settings: TrainSettings;
  readonly stepper: TrainingStep;
  readonly feed: BatchFeed;
  readonly checkpoints: TrainingCheckpoints | undefined;
  readonly callbacks: CallbackList;
  readonly evaluateNow: () => Promise<EvaluationResult>;
  /** Weight in the average of the values after the step that follows. */
  readonly averageFactor: (progress: TrainingProgress) => number;
}

/** A place in the order of the data. */
interface Place {
  readonly position: number;
  readonly epoch: number;
  /** Number of the batch within its epoch. */
  readonly batch: number;
}

/** The steps of one training, from where its checkpoint is or from the first one. */
class TrainingLoop {
  readonly #parts: LoopParts;
  #progress: TrainingProgress = newProgress();
  #resumedFrom = 0;
  #seconds = 0;
  #ended: 'patience' | 'callback' | undefined;

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  async run(): Promise<TrainingResult> {
    const { options, settings, checkpoints, callbacks } = this.#parts;
    const { steps, batch, stepsPerEpoch } = settings;
    const { model, signal, resume = false } = options;
    signal?.throwIfAborted();
    const resumed = resume !== false && (await this.#resume());
    const epochs = Math.ceil(steps / stepsPerEpoch);
    await callbacks.begin(model, { epochs, steps: stepsPerEpoch, batchSize: batch });
    // What the first steps go back to, should one fail before there is another.
    if (!resumed && settings.onNotFinite === 'rollback') await checkpoints?.save(this.#progress, ['last']);
    await this.#savingWhenAborted(async () => {
      if (this.#progress.pending) await this.#afterStep();
      while (this.#progress.step < steps && this.#ended === undefined) {
        signal?.throwIfAborted();
        await this.#step();
        await nextMacrotask();
      }
    });
    await checkpoints?.settle();
    await callbacks.end();
    return this.#result();
  }

  /** Whether there was a checkpoint to go on from. */
  async #resume(): Promise<boolean> {
    const restored = await this.#parts.checkpoints?.restore();
    if (!restored) return false;
    this.#progress = restored;
    this.#resumedFrom = restored.step;
    const { patience } = this.#parts.settings;
    if (patience !== undefined && restored.sinceBest >= patience) this.#ended = 'patience';
    return true;
  }

  /** Runs, and keeps the state where the signal is why that ends. */
  async #savingWhenAborted(run: () => Promise<void>): Promise<void> {
    const { signal } = this.#parts.options;
    try {
      await run();
    } catch (error) {
      if (!signal?.aborted || error !== signal.reason) throw error;
      const { checkpoints } = this.#parts;
      await checkpoints?.save(this.#progress, ['last']);
      await checkpoints?.settle();
      throw error;
    }
  }

  #place(step: number): Place {
    const { stepsPerEpoch } = this.#parts.settings;
    const position = step + this.#progress.offset;
    return { position, epoch: Math.floor(position / stepsPerEpoch), batch: position % stepsPerEpoch };
  }

  async #step(): Promise<void> {
    const { settings, callbacks } = this.#parts;
    const progress = this.#progress;
    const { step } = progress;
    const place = this.#place(step);
    if (place.batch === 0 || place.epoch !== progress.epochIndex) {
      progress.epoch = noSums();
      progress.epochIndex = place.epoch;
    }
    if (place.batch === 0) await callbacks.epochBegin(place.epoch);
    await callbacks.batchBegin(place.batch);
    const rate = settings.schedule(step, progress.evaluations);
    expectNumber(`the schedule's rate at step ${step}`, rate);
    const outcome = await this.#trainOn(place, rate);
    if (!outcome.finite && !(await this.#passOver(step + 1, place, outcome, rate))) return;
    await this.#report(place, outcome, rate);
    await this.#afterStep();
  }

  async #trainOn({ position }: Place, rate: number): Promise<StepOutcome> {
    const { settings, stepper, feed, averageFactor } = this.#parts;
    const start = performance.now();
    const { step } = this.#progress;
    const batches = await feed.take(position);
    try {
      const running = stepper.run(batches, { rate, averageFactor: averageFactor(this.#progress) });
      // Made while the step runs; its own error comes up when it is taken.
      if (step + 1 < settings.steps) feed.prefetch(position + 1);
      return await running;
    } finally {
      disposeInputs(batches);
      this.#seconds += (performance.now() - start) / 1000;
    }
  }

  /** What the policy asks for after a step that was not finite; whether the step counts as done. */
  async #passOver(step: number, place: Place, { loss }: StepOutcome, rate: number): Promise<boolean> {
    const { onNotFinite } = this.#parts.settings;
    const progress = this.#progress;
    const failed = new DivergenceError(step, loss, progress.lastLoss, rate);
    if (onNotFinite === 'skip' && progress.skippedInRow < MOST_SKIPPED) {
      progress.skipped.push(step);
      progress.skippedInRow++;
      return true;
    }
    await this.#rollBack(step, place, failed);
    return false;
  }

  /** Goes back to the newest checkpoint, and past the place in the data that failed; throws `failed` where that is not to be. */
  async #rollBack(step: number, place: Place, failed: Error): Promise<void> {
    const { settings, checkpoints } = this.#parts;
    const { rollbacks, skipped } = this.#progress;
    if (settings.onNotFinite !== 'rollback' || rollbacks >= MOST_ROLLBACKS) throw failed;
    await checkpoints?.settle();
    const restored = await checkpoints?.restore();
    if (!restored) throw failed;
    this.#progress = {
      ...restored,
      offset: place.position + 1 - restored.step,
      rollbacks: rollbacks + 1,
      skipped: [...skipped, step],
    };
  }

  /** Keeps the state as it is; where it is not finite, goes back if that is the policy. */
  async #keep(place: Place, kinds: readonly CheckpointKind[]): Promise<void> {
    try {
      await this.#parts.checkpoints?.save(this.#progress, kinds);
    } catch (error) {
      if (!(error instanceof NotFiniteStateError)) throw error;
      this.#ended = undefined;
      await this.#rollBack(this.#progress.step, place, error);
    }
  }

  async #report(place: Place, { loss, error, finite }: StepOutcome, rate: number): Promise<void> {
    const { options, settings, callbacks } = this.#parts;
    const progress = this.#progress;
    progress.step++;
    progress.pending = true;
    if (finite) {
      progress.lastLoss = loss;
      progress.skippedInRow = 0;
      addStep(progress.epoch, loss, error);
      addStep(progress.sinceEvaluation, loss, error);
    }
    const { step } = progress;
    const { steps, batch } = settings;
    const report: StepReport = {
      ...{ step, steps, epoch: place.epoch, loss, error, rate },
      images: step * batch,
      seconds: this.#seconds,
      imagesPerSecond: this.#imagesPerSecond(),
      ...(finite ? {} : { skipped: true }),
    };
    await options.onStep?.(report);
    await callbacks.batchEnd(place.batch, { batch: place.batch, size: batch, loss, error, rate });
  }

  /** The evaluation, the end of the epoch and the checkpoints that follow the step that was done last. */
  async #afterStep(): Promise<void> {
    const { settings, callbacks } = this.#parts;
    const { steps, evaluateEvery, stepsPerEpoch, checkpointEvery, patience } = settings;
    const progress = this.#progress;
    const { step } = progress;
    const place = this.#place(step - 1);
    const isLast = step === steps;
    const isEpochEnd = place.batch === stepsPerEpoch - 1;
    const isEvaluated = evaluateEvery !== undefined && (isLast || step % evaluateEvery === 0);
    const evaluation = isEvaluated ? await this.#evaluate() : undefined;
    if (isEpochEnd) {
      const means = meansOf(progress.epoch);
      const validated = evaluation && { val_loss: evaluation.loss, val_error: evaluation.error };
      await callbacks.epochEnd(place.epoch, { ...means, ...validated });
    }
    progress.pending = false;
    if (patience !== undefined && progress.sinceBest >= patience) this.#ended = 'patience';
    if (callbacks.stopped) this.#ended = 'callback';
    const isDue = checkpointEvery !== undefined && step % checkpointEvery === 0;
    const ends = isLast || this.#ended !== undefined;
    // The best one first: whoever goes on from a last one that knows of a best evaluation will not keep that one again.
    if (isDue || ends || (evaluateEvery === undefined ? isEpochEnd : isEvaluated))
      await this.#keep(place, evaluation?.best ? ['best', 'last'] : ['last']);
  }

  async #evaluate(): Promise<EvaluationReport> {
    const { options, settings, evaluateNow } = this.#parts;
    const progress = this.#progress;
    const last = progress.evaluations.at(-1);
    // Stopped between this step's evaluation and the end of all that follows the step.
    if (last?.step === progress.step) return last;
    const { loss, error } = await evaluateNow();
    const train = meansOf(progress.sinceEvaluation);
    // A comparison with NaN is false: it is never the best.
    const best = error < (progress.best?.error ?? Number.POSITIVE_INFINITY) && Number.isFinite(loss);
    const report: EvaluationReport = {
      step: progress.step,
      epochs: progress.step / settings.stepsPerEpoch,
      ...{ loss, error, best },
      trainError: train.error,
      trainLoss: train.loss,
    };
    progress.evaluations.push(report);
    progress.sinceEvaluation = noSums();
    progress.sinceBest = best ? 0 : progress.sinceBest + 1;
    if (best) progress.best = { step: report.step, error };
    await options.onEvaluation?.(report);
    return report;
  }

  #imagesPerSecond(): number {
    return ((this.#progress.step - this.#resumedFrom) * this.#parts.settings.batch) / this.#seconds;
  }

  #result(): TrainingResult {
    const { settings, stepper } = this.#parts;
    const { step, offset, lastLoss, best, evaluations, skipped } = this.#progress;
    return {
      steps: step,
      epochs: Math.floor((step + offset) / settings.stepsPerEpoch),
      loss: lastLoss ?? Number.NaN,
      images: step * settings.batch,
      seconds: this.#seconds,
      imagesPerSecond: this.#imagesPerSecond(),
      resumedFrom: this.#resumedFrom,
      ...(this.#ended && { ended: this.#ended }),
      ...(best && { best }),
      evaluations: [...evaluations],
      skipped: [...skipped],
      compiled: stepper.compiled,
      ...(stepper.refusal === undefined ? {} : { notCompiled: stepper.refusal }),
    };
  }
}

/** Trains from the checkpoint that is to be gone on from, or the first step, to the last. */
export function trainSteps(parts: LoopParts): Promise<TrainingResult> {
  return new TrainingLoop(parts).run();
}
