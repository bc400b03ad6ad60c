import type { CheckpointKind } from './training-state.ts';

/** What `onStep` of {@link train} is told. */
export interface StepReport {
  /** Number of steps done, this one included: 1 after the first. */
  readonly step: number;
  /** Number of steps of the whole training. */
  readonly steps: number;
  /** Number of the epoch that the step belongs to, counted from 0. */
  readonly epoch: number;
  /** Loss of the step's batch, before its update of the weights. */
  readonly loss: number;
  /** Fraction of the batch that was classified wrongly, from 0 to 1. */
  readonly error: number;
  /** Learning rate of the step. */
  readonly rate: number;
  /** Images trained on so far. */
  readonly images: number;
  /** Seconds of training since `train` was called, without the time of callbacks, evaluations and checkpoints. */
  readonly seconds: number;
  /** Images per second in that time. */
  readonly imagesPerSecond: number;
  /** Whether the step was passed over, as its loss or a gradient was not finite. */
  readonly skipped?: true;
}

/** What `onEvaluation` of {@link train} is told. */
export interface EvaluationReport {
  /** Number of steps done. */
  readonly step: number;
  /** Passes over the training data done, fractions included. */
  readonly epochs: number;
  /** Mean cross entropy of the validation data, in nats. */
  readonly loss: number;
  /** Fraction of the validation data classified wrongly. */
  readonly error: number;
  /** Mean error of the training batches since the evaluation before. */
  readonly trainError: number;
  /** Mean loss of the training batches since the evaluation before. */
  readonly trainLoss: number;
  /** Whether the error is the lowest so far. */
  readonly best: boolean;
}

/** What `onCheckpoint` of {@link train} is told. */
export interface CheckpointReport {
  /** Number of steps done. */
  readonly step: number;
  /** Which of the run's checkpoints. */
  readonly kind: CheckpointKind;
  /** Milliseconds that the training stood still for it. */
  readonly stallMilliseconds: number;
}

/** The best evaluation of a training. */
export interface BestEvaluation {
  /** Number of steps done. */
  readonly step: number;
  /** Fraction of the validation data classified wrongly. */
  readonly error: number;
}

/** What a training came to. */
export interface TrainingResult {
  /** Number of steps done, of this and all former sessions. */
  readonly steps: number;
  /** Number of complete epochs. */
  readonly epochs: number;
  /** Loss of the last batch. */
  readonly loss: number;
  /** Images trained on. */
  readonly images: number;
  /** Seconds of training since `train` was called, without the time of callbacks, evaluations and checkpoints. */
  readonly seconds: number;
  /** Images per second in that time. */
  readonly imagesPerSecond: number;
  /** The step that the training went on from; 0 where it began anew. */
  readonly resumedFrom: number;
  /** Why the training ended before its last step; absent where it did not. */
  readonly ended?: 'patience' | 'callback';
  /** The best evaluation, where there was one whose error is a number. */
  readonly best?: BestEvaluation;
  /** All evaluations. */
  readonly evaluations: readonly EvaluationReport[];
  /** Steps that were passed over as something was not finite. */
  readonly skipped: readonly number[];
  /** Whether the steps ran as one graph. */
  readonly compiled: boolean;
  /** Why they did not, where the backend can compile and could not record the model. */
  readonly notCompiled?: string;
}
