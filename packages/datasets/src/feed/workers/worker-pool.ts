import { DataError } from '../../data-error.ts';
import type { ImageSource } from '../../image-source.ts';
import type { DamagePolicy, SkippedSample } from '../../tolerant/tolerant.ts';
import type { TensorBatch } from '../../tensor-source.ts';
import type { ImageShape } from '../batch-rows.ts';
import { batchTensors, labelsOf } from '../image-batches.ts';
import { SlotRing } from './slot-ring.ts';
import { receivedError } from './worker-messages.ts';
import type { SkippedIndex, WorkerStart } from './worker-messages.ts';
import { WorkerThread } from './worker-thread.ts';
import type { Written } from './worker-thread.ts';

/** Options of {@link WorkerPool}. */
export interface WorkerPoolOptions {
  readonly source: ImageSource;
  readonly start: Omit<WorkerStart, 'progress'>;
  readonly workers: number;
  readonly depth: number;
  readonly deadline: number;
  readonly damagePolicy: DamagePolicy;
  readonly onSkipped: ((sample: SkippedSample) => void) | undefined;
}

/** The worker threads of `workerBatches`, and the memory that they share. */
export class WorkerPool {
  readonly skipped: SkippedSample[] = [];
  /** All workers have opened the images. */
  readonly ready: Promise<void>;
  readonly #options: WorkerPoolOptions;
  readonly #threads: readonly WorkerThread[];
  readonly #ring: SlotRing;
  /** Shapes of the images, in training and in evaluation, as last seen. */
  readonly #shapes = new Map<boolean, ImageShape>();
  #requests = 0;
  #ended: { readonly error: Error; readonly stopped: Promise<void> } | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    const { source, start, workers, depth, deadline } = options;
    this.#ring = new SlotRing(depth);
    this.#threads = Array.from(
      { length: workers },
      (_, number) =>
        new WorkerThread({
          number,
          start: { ...start, progress: new Int32Array(new SharedArrayBuffer(8)) },
          nameOf: (index) => source.nameOf(index),
          deadline,
          onFailure: (error) => void this.#end(error),
        }),
    );
    this.ready = Promise.all(this.#threads.map((thread) => thread.ready)).then(() => {});
    this.ready.catch(() => {});
  }

  async batch(indices: ArrayLike<number>, place?: { readonly epoch: number }): Promise<TensorBatch> {
    if (indices.length === 0) throw new RangeError('A batch needs at least 1 index; got 0.');
    const labels = labelsOf(this.#options.source, indices);
    const wanted = Uint32Array.from(indices);
    let slot = await this.#ring.take();
    try {
      const shape = this.#shapes.get(place !== undefined) ?? (await this.#measure(wanted, place));
      slot = roomFor(slot, wanted.length, shape);
      const mismatch = await this.#fill(slot, wanted, shape, place);
      if (mismatch === undefined) return tensorsOf(slot, shape, labels);
      // All images of this batch may have another shape than those of the batch before.
      const own = await this.#measure(wanted, place);
      if (own.join() === shape.join()) throw mismatch;
      slot = roomFor(slot, wanted.length, own);
      const again = await this.#fill(slot, wanted, own, place);
      if (again !== undefined) throw again;
      return tensorsOf(slot, own, labels);
    } finally {
      this.#ring.put(slot);
    }
  }

  /** Ends all of it. */
  async dispose(reason?: unknown): Promise<void> {
    const error = reason instanceof Error ? reason : new Error('The workers have been disposed of.');
    await this.#end(error);
  }

  #end(error: Error): Promise<void> {
    this.#ended ??= {
      error,
      stopped: Promise.all(this.#threads.map((thread) => thread.stop(error))).then(() => {}),
    };
    this.#ring.close(this.#ended.error);
    return this.#ended.stopped;
  }

  async #measure(indices: Uint32Array, place?: { readonly epoch: number }): Promise<ImageShape> {
    const id = this.#requests++;
    const [thread] = this.#threads;
    const written = await thread?.ask({
      id,
      indices: indices.slice(0, 1),
      epoch: place?.epoch,
      target: undefined,
    });
    const shape: ImageShape = written && 'shape' in written ? written.shape : [0, 0, 0];
    this.#shapes.set(place !== undefined, shape);
    return shape;
  }

  /** Has the workers fill a slot; the answer is the first error of an image of another shape. */
  async #fill(
    slot: Float32Array,
    indices: Uint32Array,
    shape: ImageShape,
    place?: { readonly epoch: number },
  ): Promise<Error | undefined> {
    const size = sizeOf(shape);
    const { length } = this.#threads;
    const asked = this.#threads.flatMap((thread, number) => {
      const from = Math.floor((number * indices.length) / length);
      const to = Math.floor(((number + 1) * indices.length) / length);
      if (from === to) return [];
      const pixels = slot.subarray(from * size, to * size);
      return [
        thread.ask({
          id: this.#requests++,
          indices: indices.slice(from, to),
          epoch: place?.epoch,
          target: { shape, pixels },
        }),
      ];
    });
    // All have ended before the slot is used again.
    const outcomes = await Promise.allSettled(asked);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    const written = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    this.#tell(written);
    return written.flatMap((each) => ('mismatch' in each ? [each.mismatch] : []))[0];
  }

  #tell(written: readonly Written[]): void {
    for (const each of written)
      if ('skipped' in each) for (const sample of each.skipped) this.#leftOut(sample);
    const { damagePolicy, source } = this.#options;
    const fraction = damagePolicy === 'fail' ? 0 : damagePolicy.skipUpTo;
    // Each worker counts what it has met itself; together they may have met more than is allowed.
    const most = Math.floor(fraction * source.length);
    if (damagePolicy === 'fail' || this.skipped.length <= most) return;
    const [first] = this.skipped;
    const names = this.skipped.slice(0, 3).map(({ name }) => name);
    const error = new DataError(
      `${this.skipped.length} of ${source.length} samples are damaged, more than the ${most} that skipUpTo ${fraction} allows: ${names.join(', ')}${this.skipped.length > 3 ? ', ...' : ''}; verify the data set (\`verifyFolder\`) and mend it, or allow more.`,
      { file: first?.name ?? '', cause: first?.error },
    );
    void this.#end(error);
    throw error;
  }

  #leftOut({ index, replacement, error }: SkippedIndex): void {
    if (this.skipped.some((sample) => sample.index === index)) return;
    const { source, onSkipped } = this.#options;
    const received = error && receivedError(error);
    const sample = {
      index,
      name: source.nameOf(index),
      replacement,
      error: received instanceof DataError ? received : undefined,
    };
    this.skipped.push(sample);
    onSkipped?.(sample);
  }
}

const sizeOf = ([height, width, channels]: ImageShape): number => height * width * channels;

/** The slot, or a larger one. */
function roomFor(slot: Float32Array, images: number, shape: ImageShape): Float32Array {
  const length = images * sizeOf(shape);
  if (slot.length >= length) return slot;
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** Tensors of a copy: an engine may keep the numbers that it is given, and the slot is used again. */
const tensorsOf = (slot: Float32Array, shape: ImageShape, labels: Int32Array): TensorBatch =>
  batchTensors({ shape, pixels: slot.slice(0, labels.length * sizeOf(shape)) }, labels);
