import type { Optimizer, Tensor } from '@tensorflow/tfjs-core';
import { layersOf } from './layer-parts.ts';
import type { LayerObject, LayersModel, Work } from './layers-model.ts';
import { RecordedWork, type Batch, type BatchWork } from './recorded-work.ts';
import { equalLists, optimizerNumbers, WatchedState } from './watched-state.ts';

/** So many shapes of batches are recorded at once: the same batch has the same results, to the bit, at every call. */
const FIRST_SHAPES = 4;
/** Further ones when they were used so often: below that the recording takes longer than it saves. */
const ENOUGH_USED = 4;
/** More shapes than these run op by op. */
const MOST_SHAPES = 32;
/** More shapes are not counted, and run op by op. */
const MOST_COUNTED = 1000;
/** So many states of layers and optimizer keep their recordings; the oldest goes first. */
const MOST_KEPT = 4;
/** A model that is in another state again and again runs op by op after so many. */
const MOST_MADE = 16;

/** What is known of one work of the model. */
interface Recordings {
  list: RecordedWork[];
  made: number;
  /** A first failure may be of what layers do once, such as making a tensor that they keep. */
  failures: number;
  /** How often the shapes of batches were used. */
  readonly uses: Map<string, number>;
}

/** The recordings of one model. */
export class ModelPrograms {
  /** What is to be closed when the model is gone. It holds no model. */
  readonly open: Set<RecordedWork> = new Set();
  readonly #say: (work: Work, reason: string) => void;
  readonly #works = new Map<Work, Recordings>();
  #config: readonly unknown[] = [];
  #layers: readonly LayerObject[] = [];
  #watched: WatchedState | undefined;

  /** @param say - told of work that cannot be recorded, and why */
  constructor(say: (work: Work, reason: string) => void) {
    this.#say = say;
  }

  /**
   * Does the work for one batch, as a graph where that pays.
   * @param ordinary - does it op by op
   * @throws what tfjs or TensorFlow says of the batch.
   */
  run(work: Work, model: LayersModel, batch: Batch, ordinary: BatchWork): Tensor[] {
    const watched = this.#renewed(model);
    const before = watched.read();
    const shape = shapeOf(batch);
    const result =
      (this.#pays(work, shape) ? this.#recorded(work, model, batch, ordinary, shape) : undefined) ??
      ordinary(model, batch);
    watched.stepped(before, watched.read());
    return result;
  }

  /** Gives all recordings back. */
  close(): void {
    for (const one of this.open) one.close();
    this.open.clear();
    this.#works.clear();
  }

  /** Starts anew where the model was compiled anew, by tfjs's `compile`, or has other layers. */
  #renewed(model: LayersModel): WatchedState {
    const { outputs, layers, optimizer, lossFunctions, metricsTensors, collectedTrainableWeights } = model;
    const parts = [outputs, layers, layers.length, optimizer, lossFunctions, metricsTensors];
    const config = [...parts, collectedTrainableWeights];
    if (this.#watched && equalLists(config, this.#config)) return this.#watched;
    this.close();
    this.#config = config;
    this.#layers = layersOf(model);
    return (this.#watched = new WatchedState(model, this.#layers));
  }

  #of(work: Work): Recordings {
    let known = this.#works.get(work);
    if (!known) this.#works.set(work, (known = { list: [], made: 0, failures: 0, uses: new Map() }));
    return known;
  }

  #pays(work: Work, shape: string): boolean {
    const { uses } = this.#of(work);
    const used = uses.get(shape) ?? 0;
    if (used === 0 && uses.size >= MOST_COUNTED) return false;
    uses.set(shape, used + 1);
    return uses.size <= FIRST_SHAPES || used >= ENOUGH_USED || isFirst(uses, shape);
  }

  #recorded(
    work: Work,
    model: LayersModel,
    batch: Batch,
    ordinary: BatchWork,
    shape: string,
  ): Tensor[] | undefined {
    const watched = this.#watched as WatchedState;
    const optimizer = work === 'fit' ? model.optimizer : undefined;
    const now = watched.read();
    const one = this.#find(work, now, optimizer) ?? this.#make(work, model, now, ordinary, optimizer);
    if (one.refused !== undefined || (!one.shapes.has(shape) && one.shapes.size >= MOST_SHAPES))
      return undefined;
    const result = one.run(model, batch, shape);
    if (one.refused !== undefined) this.#failed(work, one, one.refused);
    return result;
  }

  /** Once the recording is tried again, with what layers have made meanwhile; then the work is done op by op. */
  #failed(work: Work, one: RecordedWork, reason: string): void {
    const recordings = this.#of(work);
    if (recordings.failures++ === 0) {
      recordings.list = recordings.list.filter((other) => other !== one);
      this.open.delete(one);
    } else this.#refuseAll(work, recordings, one, reason);
  }

  #find(work: Work, layers: readonly unknown[], optimizer: Optimizer | undefined): RecordedWork | undefined {
    const { list } = this.#of(work);
    if (list[0]?.refused !== undefined) return list[0];
    return list.find(
      (one) => this.#watched?.difference(one.watched, layers) === undefined && one.isOf(optimizer),
    );
  }

  #make(
    work: Work,
    model: LayersModel,
    watched: readonly unknown[],
    ordinary: BatchWork,
    optimizer: Optimizer | undefined,
  ): RecordedWork {
    const recordings = this.#of(work);
    const observe = observer(this.#watched as WatchedState, optimizer);
    const made = new RecordedWork({ work: ordinary, layers: this.#layers, optimizer, watched, observe });
    const last = recordings.list.at(-1);
    const reason =
      last && recordings.made >= MOST_MADE
        ? `${this.#watched?.difference(last.watched, watched) ?? 'a number of the optimizer'} was changed ${MOST_MADE} times, and each change needs a recording of its own`
        : reasonAgainst(model, this.#layers);
    recordings.made++;
    recordings.list.push(made);
    this.open.add(made);
    if (reason !== undefined) this.#refuseAll(work, recordings, made, reason);
    else if (recordings.list.length > MOST_KEPT) {
      const oldest = recordings.list.shift() as RecordedWork;
      oldest.close();
      this.open.delete(oldest);
    }
    return made;
  }

  /** Leaves only a recording that is none, until the model is compiled anew. */
  #refuseAll(work: Work, recordings: Recordings, one: RecordedWork, reason: string): void {
    for (const other of recordings.list) {
      other.close();
      this.open.delete(other);
    }
    one.refuse(reason);
    recordings.list = [one];
    this.#say(work, reason);
  }
}

/** Tells what JavaScript changes of layers and optimizer. */
function observer(watched: WatchedState, optimizer: Optimizer | undefined): () => () => string | undefined {
  return () => {
    const [layers, numbers] = [watched.read(), optimizerNumbers(optimizer)];
    return () =>
      watched.change(layers, watched.read()) ??
      (equalLists(numbers, optimizerNumbers(optimizer)) ? undefined : 'a number of the optimizer');
  };
}

function shapeOf(batch: Batch): string {
  return batch.map((one) => (one ? `${one.dtype}[${one.shape.join()}]` : '-')).join();
}

function isFirst(uses: ReadonlyMap<string, number>, shape: string): boolean {
  let place = 0;
  for (const known of uses.keys()) if (place++ < FIRST_SHAPES && known === shape) return true;
  return false;
}

function reasonAgainst({ stateful }: LayersModel, layers: readonly LayerObject[]): string | undefined {
  if (stateful === true) return 'a stateful recurrent layer keeps tensors between batches';
  const hooked = layers.find((layer) => typeof Reflect.get(layer, '_callHook') === 'function');
  return hooked && `the layer ${hooked.name ?? ''} has a call hook, which is JavaScript`;
}
