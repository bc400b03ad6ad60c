import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Numbers that callbacks are told: `loss`, `error`, `rate`, and `val_loss` and `val_error` where there was an evaluation. */
export interface TrainingLogs {
  /** A number by its name. */
  [name: string]: number;
}

/**
 * Functions that {@link train} calls and awaits, in the form of tfjs's own: a `tf.Callback`, such as `tf.callbacks.earlyStopping`,
 * is one. What one throws stops the training and reaches its caller; `model.stopTraining = true` ends it after the epoch's step.
 */
export interface TrainingCallback {
  /** Told the model, before all else. */
  setModel?(model: LayersModel): void;
  /** Told `epochs`, `steps` (of an epoch) and `batchSize`, before all else. */
  setParams?(params: TrainingLogs): void;
  /** Called once, before the first step. */
  onTrainBegin?(logs?: TrainingLogs): void | Promise<void>;
  /** Called once after the last step; not when the training fails or is stopped by its signal. */
  onTrainEnd?(logs?: TrainingLogs): void | Promise<void>;
  /** Called before the first step of an epoch, which counts from 0. */
  onEpochBegin?(epoch: number, logs?: TrainingLogs): void | Promise<void>;
  /** Called after each complete epoch, and after its evaluation, with the means over the epoch. */
  onEpochEnd?(epoch: number, logs?: TrainingLogs): void | Promise<void>;
  /** Called before each step, with its number within the epoch. */
  onBatchBegin?(batch: number, logs?: TrainingLogs): void | Promise<void>;
  /** Called after each step. */
  onBatchEnd?(batch: number, logs?: TrainingLogs): void | Promise<void>;
}

/** All callbacks as one. */
export interface CallbackList {
  begin(model: LayersModel, params: TrainingLogs): Promise<void>;
  end(): Promise<void>;
  epochBegin(epoch: number): Promise<void>;
  epochEnd(epoch: number, logs: TrainingLogs): Promise<void>;
  batchBegin(batch: number): Promise<void>;
  batchEnd(batch: number, logs: TrainingLogs): Promise<void>;
  /** Whether a callback has set `stopTraining` of the model. */
  readonly stopped: boolean;
  /** Takes from the model what {@link CallbackList.begin} has given it. */
  dispose(): void;
}

/** Where a callback asks for the end. A sequential model's own setter would refuse it before `model.compile()`. */
const STOP = 'stopTraining';

/** Calls each callback in turn. */
export function callbackList(callbacks: readonly TrainingCallback[]): CallbackList {
  const each = async (call: (callback: TrainingCallback) => void | Promise<void>): Promise<void> => {
    for (const callback of callbacks) await call(callback);
  };
  let told: LayersModel | undefined;
  return {
    async begin(model, params) {
      told = model;
      if (callbacks.length > 0)
        Object.defineProperty(model, STOP, { value: false, writable: true, configurable: true });
      for (const callback of callbacks) {
        callback.setParams?.(params);
        callback.setModel?.(model);
      }
      await each((callback) => callback.onTrainBegin?.({}));
    },
    end: () => each((callback) => callback.onTrainEnd?.({})),
    epochBegin: (epoch) => each((callback) => callback.onEpochBegin?.(epoch, {})),
    epochEnd: (epoch, logs) => each((callback) => callback.onEpochEnd?.(epoch, { ...logs })),
    batchBegin: (batch) => each((callback) => callback.onBatchBegin?.(batch, {})),
    batchEnd: (batch, logs) => each((callback) => callback.onBatchEnd?.(batch, { ...logs })),
    get stopped() {
      return callbacks.length > 0 && told?.[STOP] === true;
    },
    dispose() {
      if (told && callbacks.length > 0) Reflect.deleteProperty(told, STOP);
      told = undefined;
    },
  };
}
