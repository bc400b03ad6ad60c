import type { BestEvaluation, EvaluationReport } from './training-report.ts';
import type { JsonValue } from './training-state.ts';

/** Sums over some steps. */
export interface StepSums {
  loss: number;
  error: number;
  steps: number;
}

/** Where a training stands, apart from its tensors: all of this is in a checkpoint. */
export interface TrainingProgress {
  /** Steps done. */
  step: number;
  /** Positions in the data that going back has passed over. */
  offset: number;
  /** Number of the epoch that {@link TrainingProgress.epoch} is of; -1 before the first. */
  epochIndex: number;
  /** Over the epoch so far. */
  epoch: StepSums;
  /** Since the evaluation before. */
  sinceEvaluation: StepSums;
  /** Loss of the last step that was finite. */
  lastLoss: number | undefined;
  evaluations: EvaluationReport[];
  best: BestEvaluation | undefined;
  /** Evaluations since the best one. */
  sinceBest: number;
  /** Steps that were passed over. */
  skipped: number[];
  /** The last of them without a step between. */
  skippedInRow: number;
  rollbacks: number;
  /** Whether what follows the step (evaluation, end of the epoch) has yet to happen. */
  pending: boolean;
}

/** No steps. */
export const noSums = (): StepSums => ({ loss: 0, error: 0, steps: 0 });

/** Where a training begins. */
export function newProgress(): TrainingProgress {
  return {
    ...{ step: 0, offset: 0, epochIndex: -1, lastLoss: undefined, best: undefined },
    epoch: noSums(),
    sinceEvaluation: noSums(),
    evaluations: [],
    sinceBest: 0,
    skipped: [],
    ...{ skippedInRow: 0, rollbacks: 0, pending: false },
  };
}

/** Adds a step. */
export function addStep(sums: StepSums, loss: number, error: number): void {
  sums.loss += loss;
  sums.error += error;
  sums.steps++;
}

/** The means over the steps; NaN where there are none. */
export function meansOf({ loss, error, steps }: StepSums): { readonly loss: number; readonly error: number } {
  return { loss: loss / steps, error: error / steps };
}

/** Numbers that JSON has not. */
const UNWRITABLE: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

const writable = (value: unknown): unknown => {
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
};

/** JSON of a progress: numbers to the last bit, and those that JSON has not as strings. */
export function progressToJson(progress: TrainingProgress): JsonValue {
  const text = JSON.stringify(progress, (_, value: unknown) => writable(value));
  return JSON.parse(text) as JsonValue;
}

/** The progress that {@link progressToJson} wrote. */
export function progressFromJson(value: JsonValue): TrainingProgress {
  const read = JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    UNWRITABLE.has(each) ? Number(each) : each,
  ) as TrainingProgress;
  return { ...newProgress(), ...read };
}
