import { setImmediate } from 'node:timers/promises';
import type { Batch } from '@skipjack/recipes';
import { tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { keepingStatistics, trainingLoss } from '../measures/training-forward.ts';
import { placeWeights } from './weights.ts';
import type { Weights } from './weights.ts';

/** Options of {@link lossesAlong}. */
export interface LossesAlongOptions {
  readonly model: LayersModel;
  /** The weights at 0. */
  readonly start: Weights;
  /** What is added to them at 1. */
  readonly direction: Weights;
  readonly places: readonly number[];
  readonly batches: readonly Batch[];
  readonly signal: AbortSignal | undefined;
}

/**
 * The losses of a net with the weights `start + place * direction`, in the mean over the batches; the net is left at `start`.
 *
 * Batch norm's statistics are those of each batch, so that they fit the weights at every place.
 */
export function lossesAlong(options: LossesAlongOptions): Promise<number[]> {
  const { model, start, direction, places, batches, signal } = options;
  return keepingStatistics(model, async () => {
    const losses: number[] = [];
    try {
      for (const place of places) {
        placeWeights(model, start, direction, place);
        let sum = 0;
        for (const batch of batches) {
          await setImmediate();
          signal?.throwIfAborted();
          const loss = tidy(() => trainingLoss(model, batch));
          try {
            sum += (await loss.data<'float32'>())[0] ?? Number.NaN;
          } finally {
            loss.dispose();
          }
        }
        losses.push(sum / batches.length);
      }
      return losses;
    } finally {
      placeWeights(model, start, direction, 0);
    }
  });
}
