import { dispose, scalar, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { expectBatch } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { epochOrder } from './epoch-order.ts';
import type { Mixing } from './losses/mixing.ts';
import type { Batch, SampleSource } from './sample-source.ts';
import type { StepInputs } from './step-functions.ts';

/** What a {@link BatchFeed} takes its batches from. */
export interface BatchFeedOptions {
  readonly data: SampleSource;
  readonly classifier: Classifier;
  /** Images of a step. */
  readonly batch: number;
  /** Batches that they are divided into. */
  readonly accumulate: number;
  readonly stepsPerEpoch: number;
  readonly seed: number;
  readonly mixing: Mixing | undefined;
}

/** Makes the batches of one position in the data after the other, the next one while a step runs. Whoever makes one disposes it. */
export interface BatchFeed {
  /** The batches of a position; the caller disposes them by {@link disposeInputs}. */
  take(position: number): Promise<readonly StepInputs[]>;
  /** Begins with those of a position, which are taken next. */
  prefetch(position: number): void;
  dispose(): Promise<void>;
}

/** Frees the tensors of batches. */
export function disposeInputs(batches: readonly StepInputs[]): void {
  for (const { images, labels, mixed } of batches)
    dispose([images, labels, ...(mixed ? [mixed.partner, mixed.mask, mixed.share] : [])]);
}

/**
 * The batches of each position, which counts steps over all epochs: a pure function of the seed, so that nothing of a feed
 * needs to be in a checkpoint.
 */
export function batchFeed(options: BatchFeedOptions): BatchFeed {
  const { data, classifier, batch, accumulate, stepsPerEpoch, seed, mixing } = options;
  const part = batch / accumulate;
  let order: { readonly epoch: number; readonly indices: Uint32Array } | undefined;
  let next: { readonly position: number; readonly made: Promise<StepInputs[]> } | undefined;

  const orderOf = (epoch: number): Uint32Array => {
    if (order?.epoch !== epoch) order = { epoch, indices: epochOrder({ length: data.length, seed, epoch }) };
    return order.indices;
  };

  const mixed = (batchOf: Batch, draw: number): StepInputs => {
    if (!mixing) return batchOf;
    const [images = 0, height = 0, width = 0] = batchOf.images.shape;
    const { share, partner, mask } = mixing.draw({ seed, step: draw, batch: images, height, width });
    return {
      ...batchOf,
      mixed: {
        partner: tensor1d(partner, 'int32'),
        mask: tensor4d(mask, [1, height, width, 1]),
        share: scalar(share),
      },
    };
  };

  const makeOne = async (indices: Uint32Array, epoch: number, draw: number): Promise<StepInputs> => {
    const made = await data.batch(indices, { epoch });
    try {
      await expectBatch(classifier, made, indices.length);
      return mixed({ images: made.images, labels: made.labels }, draw);
    } catch (error) {
      dispose([made.images, made.labels]);
      throw error;
    }
  };

  const make = async (position: number): Promise<StepInputs[]> => {
    const epoch = Math.floor(position / stepsPerEpoch);
    const start = (position % stepsPerEpoch) * batch;
    const indices = orderOf(epoch).subarray(start, start + batch);
    const batches: StepInputs[] = [];
    try {
      for (let index = 0; index < accumulate; index++)
        batches.push(
          await makeOne(
            indices.subarray(index * part, (index + 1) * part),
            epoch,
            position * accumulate + index,
          ),
        );
      return batches;
    } catch (error) {
      disposeInputs(batches);
      throw error;
    }
  };

  const drop = async (): Promise<void> => {
    const dropped = next;
    next = undefined;
    // Its error, if any, is of a batch that nobody takes.
    await dropped?.made.then(disposeInputs, () => {});
  };

  return {
    async take(position) {
      if (next?.position !== position) {
        await drop();
        return make(position);
      }
      const { made } = next;
      next = undefined;
      return made;
    },
    prefetch(position) {
      const made = make(position);
      made.catch(() => {});
      next = { position, made };
    },
    dispose: drop,
  };
}
