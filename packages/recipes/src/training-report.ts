/** What {@link TrainingCallbacks} are told after each step. */
export interface StepReport {
  /** Number of steps done, this one included: 1 after the first. */
  readonly step: number;
  /** Number of steps of the whole training. */
  readonly steps: number;
  /** Number of the epoch that the step belongs to, counted from 0. */
  readonly epoch: number;
  /** Loss of the step's batch, before its update of the weights. */
  readonly loss: number;
  /** Learning rate of the step. */
  readonly rate: number;
  /** Images trained on so far. */
  readonly images: number;
  /** Seconds of training so far, without the time of callbacks: `images / seconds` is the speed. */
  readonly seconds: number;
}

/** What {@link TrainingCallbacks} are told after each complete epoch. */
export interface EpochReport {
  /** Number of the epoch, counted from 0. */
  readonly epoch: number;
  /** Number of steps done. */
  readonly step: number;
  /** Mean loss of the epoch's batches. */
  readonly loss: number;
}

/** What is known before the first step. */
export interface TrainingPlan {
  /** Number of steps of the whole training. */
  readonly steps: number;
  /** Images per step. */
  readonly batch: number;
  /** Steps of one epoch; the rest of the data, less than a batch, sits this epoch out. */
  readonly stepsPerEpoch: number;
}

/** What a training came to. */
export interface TrainingResult {
  /** Number of steps done. */
  readonly steps: number;
  /** Number of complete epochs. */
  readonly epochs: number;
  /** Loss of the last batch. */
  readonly loss: number;
  /** Images trained on. */
  readonly images: number;
  /** Seconds of training, without the time of callbacks. */
  readonly seconds: number;
  /** Images per second of training. */
  readonly imagesPerSecond: number;
  /** Whether the steps ran as one graph. */
  readonly compiled: boolean;
  /** Why they did not, where the backend can compile and could not record the model. */
  readonly notCompiled?: string;
}

/** Functions that {@link train} calls and awaits; what one throws stops the training and reaches its caller. */
export interface TrainingCallbacks {
  /** Called once, before the first step. */
  onTrainBegin?(plan: TrainingPlan): void | Promise<void>;
  /** Called after each step. */
  onStepEnd?(report: StepReport): void | Promise<void>;
  /** Called after each complete epoch, after its last `onStepEnd`. */
  onEpochEnd?(report: EpochReport): void | Promise<void>;
  /** Called once after the last step; not when the training is stopped early. */
  onTrainEnd?(result: TrainingResult): void | Promise<void>;
}
