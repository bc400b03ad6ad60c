/** Values of one tensor of a {@link TrainingState}. */
export interface StateTensor {
  /** Type of the values; `bool` as bytes of 0 and 1. */
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** Shape, `[]` for a scalar. */
  readonly shape: readonly number[];
  /** The values, last dimension fastest. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** JSON: what {@link TrainingState.record} is made of. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Everything that a training needs to go on as if it had not stopped: tensors by name (`model/...` weights and batch norm's
 * statistics, `optimizer/...` slots, `average/...` averages), and a record of all the rest (step, streams of random numbers, metrics).
 */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  /** Tensors by their names. */
  readonly tensors: ReadonlyMap<string, StateTensor>;
  /** The rest, as JSON. Numbers that steer the training and may be NaN or infinite are kept as strings. */
  readonly record: { readonly [key: string]: JsonValue };
}

/** Which of a run's checkpoints. */
export type CheckpointKind = 'last' | 'best';

/** Where a training keeps its checkpoints: `checkpointFolder` of `@skipjack/runs` is one. */
export interface CheckpointStore {
  /**
   * Keeps a state; resolves once it is durable. A state that is kept as `best` replaces the former best one. Calls do not overlap.
   * May read the tensors until it resolves; the trainer gives it copies that nobody changes.
   */
  save(state: TrainingState, kind: CheckpointKind): Promise<void>;
  /** The newest valid state of that kind; undefined where there is none. */
  load(kind: CheckpointKind): Promise<TrainingState | undefined>;
}
