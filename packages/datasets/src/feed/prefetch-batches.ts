import type { TensorBatch } from '../tensor-source.ts';
import type { ImageBatches } from './image-batches.ts';

/** Which images a batch has, and when it is asked for. */
export interface PlannedBatch {
  /** Which images. */
  readonly indices: ArrayLike<number>;
  /**
   * Number of the epoch, counted from 0.
   * @defaultValue none: as an evaluation wants them
   */
  readonly epoch?: number | undefined;
}

/** Options of {@link prefetchBatches}. */
export interface PrefetchBatchesOptions {
  /** What makes the batches: `imageBatches` or `workerBatches`. */
  readonly batches: Pick<ImageBatches, 'batch'>;
  /** The batches, in order; asked for one after the other. */
  readonly plan: Iterable<PlannedBatch>;
  /**
   * Batches that are made ahead of the one that is worked on.
   * @defaultValue 2
   */
  readonly depth?: number;
}

/**
 * Makes batches ahead, in order. Nothing about it needs to be kept to resume: a plan from the middle gives what was left.
 *
 * @param options - The batches and their plan.
 * @returns The batches; each is the receiver's to dispose. Those made ahead are disposed of when the loop is left.
 * @throws RangeError when `depth` is no positive whole number; what making a batch throws, at its place.
 */
export async function* prefetchBatches(
  options: PrefetchBatchesOptions,
): AsyncGenerator<TensorBatch, void, undefined> {
  const { batches, plan, depth = 2 } = options;
  if (!Number.isSafeInteger(depth) || depth < 1)
    throw new RangeError(`depth must be a whole number of at least 1; got ${depth}.`);
  const ahead: Promise<TensorBatch>[] = [];
  const planned = plan[Symbol.iterator]();
  const ask = (): void => {
    const { done, value } = planned.next();
    if (done) return;
    const { indices, epoch } = value;
    const made = (async () => await batches.batch(indices, epoch === undefined ? undefined : { epoch }))();
    made.catch(() => {}); // told at its place
    ahead.push(made);
  };
  try {
    while (ahead.length < depth) {
      const before = ahead.length;
      ask();
      if (ahead.length === before) break;
    }
    for (let next = ahead.shift(); next; next = ahead.shift()) {
      const batch = await next;
      ask();
      yield batch;
    }
  } finally {
    planned.return?.();
    for (const outcome of await Promise.allSettled(ahead))
      if (outcome.status === 'fulfilled') {
        outcome.value.images.dispose();
        outcome.value.labels.dispose();
      }
  }
}
