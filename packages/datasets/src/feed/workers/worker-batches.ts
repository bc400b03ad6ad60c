import { augmentation } from '../../augment/augmentation.ts';
import type { Augmentation } from '../../augment/steps.ts';
import type { ImageSource } from '../../image-source.ts';
import type { DamagePolicy, SkippedSample } from '../../tolerant/tolerant.ts';
import type { ImageBatches } from '../image-batches.ts';
import type { PixelScale } from '../pixel-scale.ts';
import type { SpecImages } from './worker-data.ts';
import { openImages } from './worker-data.ts';
import { WorkerPool } from './worker-pool.ts';

/** Options of {@link workerBatches}. */
export interface WorkerBatchesOptions {
  /**
   * The images: a source in memory, such as {@link splitSource} gives, or the text of a data set, which each worker opens for itself.
   */
  readonly images: ImageSource | SpecImages;
  /** What pixels are normalised with: see {@link pixelScale}. */
  readonly scale: PixelScale;
  /**
   * What each image goes through in training.
   * @defaultValue what it goes through in evaluation
   */
  readonly augment?: readonly Augmentation[] | undefined;
  /**
   * What each image goes through in evaluation.
   * @defaultValue nothing
   */
  readonly prepare?: readonly Augmentation[] | undefined;
  /**
   * Seed of the augmentation.
   * @defaultValue 0
   */
  readonly seed?: number;
  /** Number of worker threads, among which the images of every batch are divided. */
  readonly workers: number;
  /**
   * Batches that can be in the making at once; whoever asks for more waits.
   * @defaultValue 2
   */
  readonly depth?: number;
  /**
   * Images that a worker reads and decodes at once.
   * @defaultValue 4
   */
  readonly concurrency?: number;
  /**
   * Seconds after which a worker that has work and began no image is given up.
   * @defaultValue 120
   */
  readonly deadline?: number;
  /**
   * What to do with a damaged image: see {@link tolerant}.
   * @defaultValue 'fail'
   */
  readonly damagePolicy?: DamagePolicy | undefined;
  /**
   * Images that are left out from the beginning: see {@link tolerant}.
   * @defaultValue none
   */
  readonly skip?: readonly number[] | undefined;
  /**
   * Told of each image that is left out, once.
   * @defaultValue none
   */
  readonly onSkipped?: ((sample: SkippedSample) => void) | undefined;
  /** Stops the opening, and later the workers. */
  readonly signal?: AbortSignal | undefined;
}

/** Batches that worker threads make. */
export interface WorkerBatches extends ImageBatches {
  /** The images, as the main thread has opened them. */
  readonly source: ImageSource;
  /** Images left out so far. */
  readonly skipped: readonly SkippedSample[];
  /** Ends the workers and frees their memory; batches that are still asked for fail. */
  dispose(): Promise<void>;
}

function expectCounts(options: Readonly<Record<'workers' | 'depth' | 'concurrency', number>>): void {
  for (const [name, count] of Object.entries(options))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`${name} must be a whole number of at least 1; got ${count}.`);
}

/**
 * Makes normalised and augmented batches in worker threads, as `imageBatches` makes them on the main thread: the same bytes, for any number
 * of workers, as each image is a pure function of the seed, the epoch and its index. The threads write into memory that is shared and used
 * again; the main thread makes tensors of it.
 *
 * An image that is damaged, where that is not tolerated, or a worker that dies ends all of it: the batches that are asked for, and those
 * that are asked for later, fail with an error that names the image. `dispose` must be called at the end.
 *
 * @param options - The images, what is done to them, and how many workers there are.
 * @returns The batches, once all workers have opened the images.
 * @throws RangeError when a number or a step is not what it must be; {@link DataError} when the images cannot be opened.
 */
export async function workerBatches(options: WorkerBatchesOptions): Promise<WorkerBatches> {
  const { scale, augment, prepare, seed = 0, workers, depth = 2, concurrency = 4, signal } = options;
  const { deadline = 120, damagePolicy = 'fail', skip = [], onSkipped } = options;
  expectCounts({ workers, depth, concurrency });
  if (!(deadline > 0))
    throw new RangeError(`deadline must be a positive number of seconds; got ${deadline}.`);
  for (const steps of [augment, prepare]) if (steps) augmentation(steps); // checks them here, not in each worker
  const { source, images } = await openImages(options.images, signal);
  const pool = new WorkerPool({
    source,
    start: {
      data: { images, damagePolicy, skip },
      fingerprint: 'spec' in images ? source.fingerprint : undefined,
      scale,
      augment,
      prepare,
      seed,
      concurrency,
    },
    workers,
    depth,
    deadline,
    damagePolicy,
    onSkipped,
  });
  const abort = (): void => void pool.dispose(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    await pool.ready;
  } catch (error) {
    await pool.dispose();
    throw error;
  }
  return {
    length: source.length,
    fingerprint: source.fingerprint,
    classNames: source.classNames,
    source,
    skipped: pool.skipped,
    batch: (indices, place) => pool.batch(indices, place),
    async dispose() {
      signal?.removeEventListener('abort', abort);
      await pool.dispose();
    },
  };
}
