import type { CheckpointKind, CheckpointStore, TrainingState } from '../src/training-state.ts';

/** Checkpoints in memory, through JSON and copies as those of a disk are. */
export class MemoryStore implements CheckpointStore {
  readonly states: Map<CheckpointKind, TrainingState> = new Map();
  readonly saved: { readonly kind: CheckpointKind; readonly step: number }[] = [];
  /** What becomes of a state on its way out. */
  readonly #change: (state: TrainingState) => TrainingState;

  constructor(change: (state: TrainingState) => TrainingState = (state) => state) {
    this.#change = change;
  }

  async save(state: TrainingState, kind: CheckpointKind): Promise<void> {
    const record = JSON.parse(JSON.stringify(state.record)) as TrainingState['record'];
    const tensors = new Map([...state.tensors].map(([name, tensor]) => [name, structuredClone(tensor)]));
    this.states.set(kind, { step: state.step, tensors, record });
    this.saved.push({ kind, step: state.step });
  }

  async load(kind: CheckpointKind): Promise<TrainingState | undefined> {
    const state = this.states.get(kind);
    return state && this.#change(state);
  }
}
