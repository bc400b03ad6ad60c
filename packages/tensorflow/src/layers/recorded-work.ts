import { dispose, tensor1d, type Optimizer, type Tensor } from '@tensorflow/tfjs-core';
import { compile, type CompiledFunction } from '../compile/compile.ts';
import type { LayerObject, LayersModel } from './layers-model.ts';
import { rateInput, UNFOLLOWED, withoutCount } from './learning-rate.ts';
import { isRandom, withNativeNoise } from './random-layers.ts';
import { optimizerState } from './watched-state.ts';

/** A batch: inputs, targets, and weights where there are any. */
export type Batch = readonly (Tensor | null)[];

/** What tfjs does for a batch of a model. */
export type BatchWork = (model: LayersModel, batch: Batch) => Tensor[];

/** Below it, adding the number of a draw leaves a whole number of 32 bits. */
const MOST_SEED = 2 ** 30;

/** What to record. */
export interface RecordedWorkOptions {
  readonly work: BatchWork;
  /** The model's, all of them. */
  readonly layers: readonly LayerObject[];
  /** Where the work trains. */
  readonly optimizer: Optimizer | undefined;
  /** Numbers of the layers that the recording has: {@link WatchedState.read}. */
  readonly watched: readonly unknown[];
  /** Begins to look at what JavaScript does; what it answers tells of a change since, for a person. */
  readonly observe: () => () => string | undefined;
}

/** What a model does for batches, recorded for one state of its layers and of its optimizer. It does not hold the model. */
export class RecordedWork {
  /** The state of the layers. */
  readonly watched: readonly unknown[];
  /** Why there is no recording. */
  refused: string | undefined;
  readonly #optimizer: Optimizer | undefined;
  readonly #layers: readonly LayerObject[];
  readonly #isRandom: boolean;
  readonly #shapes = new Set<string>();
  readonly #step: CompiledFunction<[Batch, Tensor | undefined, Tensor | undefined], Tensor[]>;
  #model = new WeakRef<object>({});
  #state: readonly unknown[];
  #ran = false;
  #changed: string | undefined;

  constructor({ work, layers, optimizer, watched, observe }: RecordedWorkOptions) {
    this.watched = watched;
    this.#layers = layers;
    this.#optimizer = optimizer;
    this.#isRandom = optimizer !== undefined && layers.some(isRandom);
    this.#state = this.#stateNow();
    this.#step = compile((batch, rate, seeds) => {
      this.#ran = true;
      const model = this.#model.deref() as LayersModel;
      const changed = observe();
      const recorded = this.#recordedStep(rate, seeds, () => {
        const made = work(model, batch);
        // tfjs keeps metrics beyond any scope: what is answered is a result of the recording, and no more.
        const results = made.map((one) => one.clone());
        dispose(made);
        return results;
      });
      this.#changed = changed();
      return recorded;
    });
  }

  /** How many shapes of batches are recorded. */
  get shapes(): ReadonlySet<string> {
    return this.#shapes;
  }

  /** Whether the optimizer is in the state of the recording: its numbers the same, its variables the same. */
  isOf(optimizer: Optimizer | undefined): boolean {
    if (optimizer !== this.#optimizer) return false;
    const state = this.#stateNow();
    return (
      state.length === this.#state.length &&
      state.every((value, index) => Object.is(value, this.#state[index]))
    );
  }

  /**
   * Does the work for one batch. Where it cannot be recorded, `refused` says why afterwards.
   * @returns undefined where it was not done.
   * @throws what the graph throws.
   */
  run(model: LayersModel, batch: Batch, shape: string): Tensor[] | undefined {
    this.#model = new WeakRef(model);
    this.#ran = false;
    const { recordings } = this.#step;
    const saved = this.#shapes.has(shape) ? [] : this.#layers.map((layer) => ({ ...layer }));
    const rate = this.#optimizer && rateInput(this.#optimizer)?.now();
    const seeds = this.#isRandom ? drawnSeeds() : undefined;
    try {
      const result = this.#step.sync(batch, rate?.tensor, seeds);
      if (this.#ran) this.#state = this.#stateNow(); // with the variables that the optimizer made
      // This call is right, the next one would not be.
      if (this.#ran && this.#changed !== undefined)
        this.refuse(`each step changes ${this.#changed} in JavaScript`);
      this.#shapes.add(shape);
      return result;
    } catch (error) {
      if (!this.#ran || this.#step.recordings > recordings) throw error;
      // What layers keep of the recording has no values.
      for (const [index, own] of saved.entries()) restore(this.#layers[index] as LayerObject, own);
      this.refuse(error instanceof Error ? error.message : String(error));
      return undefined;
    } finally {
      if (rate?.own) rate.tensor.dispose();
      seeds?.dispose();
    }
  }

  /** Ends recording for good. */
  refuse(reason: string): void {
    this.refused = reason;
    this.#step.dispose();
  }

  /** Gives the graphs back. */
  close(): void {
    this.#step.dispose();
  }

  #recordedStep<T>(rate: Tensor | undefined, seeds: Tensor | undefined, step: () => T): T {
    const optimizer = this.#optimizer;
    const noisy = (): T => (seeds ? withNativeNoise(this.#layers, seeds, step) : step());
    if (!optimizer) return noisy();
    const followed = rate && rateInput(optimizer);
    return withoutCount(optimizer, () => (followed ? followed.record(rate, noisy) : noisy()));
  }

  #stateNow(): unknown[] {
    const optimizer = this.#optimizer;
    return optimizer ? optimizerState(optimizer, rateInput(optimizer)?.properties ?? UNFOLLOWED) : [];
  }
}

function restore(layer: LayerObject, own: LayerObject): void {
  for (const key of Object.keys(own))
    if (Reflect.get(layer, key) !== Reflect.get(own, key)) Reflect.set(layer, key, Reflect.get(own, key));
}

/** Other numbers for each step, as JavaScript's generator gives them: reproducible where that one was seeded. */
function drawnSeeds(): Tensor {
  return tensor1d(
    [0, 1].map(() => Math.floor(Math.random() * MOST_SEED)),
    'int32',
  );
}
