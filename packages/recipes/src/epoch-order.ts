import { expectInteger } from './bounds.ts';
import { generator } from './generator.ts';

/** Options of {@link epochOrder}. */
export interface EpochOrderOptions {
  /** Number of samples. */
  readonly length: number;
  /** Seed of the run, an integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Number of the epoch, counted from 0. */
  readonly epoch: number;
}

/**
 * The order in which an epoch visits its samples: a uniform random permutation of `0 ... length - 1`.
 *
 * A pure function of its options: a run that is resumed needs no state of a generator to see the same data.
 * Fisher-Yates over the 32-bit generator sfc32.
 * @throws RangeError if an option is no integer in its range.
 */
export function epochOrder(options: EpochOrderOptions): Uint32Array {
  const { length, seed, epoch } = options;
  expectInteger('length', length, 0);
  expectInteger('seed', seed, 0);
  expectInteger('epoch', epoch, 0);
  const { below } = generator(seed, epoch);
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const chosen = below(last + 1);
    const sample = order[chosen] ?? 0;
    order[chosen] = order[last] ?? 0;
    order[last] = sample;
  }
  return order;
}
