import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CheckpointMismatchError } from './training-checkpoints.ts';
import { tensorMismatch, writeTensors } from './training-memory.ts';
import type { TrainingMemory } from './training-memory.ts';
import type { StateTensor, TrainingState } from './training-state.ts';

const WEIGHTS = 'model/';
const AVERAGES = 'average/average/';

/** Options of {@link restoreWeights}. */
export interface RestoreWeightsOptions {
  /** The model, built as the one that was trained. */
  readonly model: LayersModel;
  /** The state that a training has kept, such as `readCheckpoint` of `@skipjack/runs` gives. */
  readonly state: Pick<TrainingState, 'tensors' | 'step'>;
  /**
   * Whether the averages of the weights are taken. `'auto'`: where the training kept some, as its own evaluations do.
   * @defaultValue 'auto'
   */
  readonly averages?: boolean | 'auto';
}

/** What {@link restoreWeights} did. */
export interface RestoredWeights {
  /** Tensors set. */
  readonly count: number;
  /** Whether they are averages. */
  readonly averages: boolean;
}

/** The tensors under a prefix, by the names that weights have. */
function under(prefix: string, tensors: TrainingState['tensors']): Map<string, StateTensor> {
  const found = new Map<string, StateTensor>();
  for (const [name, tensor] of tensors)
    if (name.startsWith(prefix)) found.set(`${WEIGHTS}${name.slice(prefix.length)}`, tensor);
  return found;
}

/**
 * Sets a model's weights and statistics to those of a training's state, to evaluate or to predict with it.
 *
 * @throws CheckpointMismatchError if the model has other weights; none is touched then.
 * @throws RangeError if averages are asked for, and the training kept none.
 */
export function restoreWeights(options: RestoreWeightsOptions): RestoredWeights {
  const { model, state, averages = 'auto' } = options;
  const averaged = under(AVERAGES, state.tensors);
  if (averages === true && averaged.size === 0)
    throw new RangeError(
      `The checkpoint of step ${state.step} has no averages of the weights, as its recipe asks for none; leave averages out.`,
    );
  const takesAverages = averages !== false && averaged.size > 0;
  // What is no float32 has no average.
  const tensors = new Map([...under(WEIGHTS, state.tensors), ...(takesAverages ? averaged : [])]);
  // No optimizer and no averages: the weights alone.
  const memory: TrainingMemory = {
    ...{ model, variables: [], average: undefined, averaged: [] },
    optimizer: { step: () => {}, dispose: () => {} },
  };
  const mismatch = tensorMismatch(memory, tensors);
  if (mismatch !== undefined)
    throw new CheckpointMismatchError(
      `The checkpoint of step ${state.step} is not of the model ${model.name}: ${mismatch}; build the model as it was trained.`,
    );
  writeTensors(memory, tensors);
  return { count: tensors.size, averages: takesAverages };
}
