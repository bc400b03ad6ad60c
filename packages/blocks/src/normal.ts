import { initializers } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import type { Initializer } from './he-normal.ts';
import { normalSamples } from './normal-samples.ts';
import { notNegative, seed32 } from './option-rules.ts';
import { weightTensor } from './weight-tensor.ts';

/** Options of {@link normal}. */
export interface NormalOptions {
  /** Standard deviation. */
  readonly standardDeviation: number;
  /**
   * Seed, an integer from 0 to 4294967295.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/**
 * Normal with mean 0 and a fixed standard deviation, whatever the layer's size: how nets started before Glorot and He.
 *
 * Saved models hold it as the standard `RandomNormal`, so that plain tfjs loads them.
 *
 * @param options - Standard deviation and seed.
 * @returns An initialiser for any weights.
 * @throws RangeError if the standard deviation is no number of at least 0 or the seed not of 32 bits; TypeError for an unknown option.
 * @see Krizhevsky et al. 2012, section 5: 0.01; Simonyan and Zisserman 2015, section 3.1: variance 0.01, so 0.1
 */
export function normal(options: NormalOptions): Initializer {
  expectOptions('normal', options, { standardDeviation: notNegative, seed: [seed32] });
  const { standardDeviation, seed = 0 } = options;
  const initializer = initializers.randomNormal({ mean: 0, stddev: standardDeviation, seed });
  initializer.apply = (shape) =>
    weightTensor(shape, (length) => normalSamples(length, standardDeviation, seed));
  return initializer;
}
