import type { Batch, SampleSource } from '@skipjack/recipes';
import { dispose } from '@tensorflow/tfjs-core';

/** The first `count` batches of a source, or one of all its samples where they are fewer than a batch; the caller disposes them. */
export async function probeBatches(
  source: Pick<SampleSource, 'length' | 'batch'>,
  batch: number,
  count: number,
): Promise<Batch[]> {
  const size = Math.min(batch, source.length);
  const batches: Batch[] = [];
  try {
    for (let start = 0; batches.length < count && start + size <= source.length; start += size) {
      const indices = Uint32Array.from({ length: size }, (_, index) => start + index);
      batches.push(await source.batch(indices));
    }
    return batches;
  } catch (error) {
    disposeBatches(batches);
    throw error;
  }
}

/** Disposes the tensors of batches. */
export function disposeBatches(batches: readonly Batch[]): void {
  for (const { images, labels } of batches) dispose([images, labels]);
}
