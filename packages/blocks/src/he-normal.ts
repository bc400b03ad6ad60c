import { tensor, util } from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { expectOptions, oneOf, seed32 } from './argument-checks.ts';
import { normalSamples } from './normal-samples.ts';

/** A weight initialiser of `@tensorflow/tfjs-layers`. */
export type Initializer = ReturnType<typeof initializers.varianceScaling>;

/** Which neighbours of a layer its weights are scaled to: its inputs or its outputs. */
export type FanMode = 'fanIn' | 'fanOut';

/** Options of {@link heNormal}. */
export interface HeNormalOptions {
  /**
   * Seed, an integer from 0 to 4294967295.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
  /**
   * `fanIn` keeps the variance of the activations, `fanOut` that of the gradients.
   *
   * @defaultValue `'fanIn'`
   */
  readonly mode?: FanMode;
}

/**
 * He initialisation: normal with mean 0 and standard deviation `sqrt(2 / fan)`, not truncated.
 *
 * `fan` is `kernel height * kernel width * channels` of the input or of the output. The same seed gives the same
 * weights on every backend. Saved models hold it as the standard `VarianceScaling`, so that plain tfjs loads them.
 *
 * Differs: tfjs-layers' own `heNormal` truncates at two standard deviations without making up for it, which leaves
 * 0.88 of the standard deviation, and takes seed 0 as no seed.
 *
 * @param options - Seed and mode.
 * @returns An initialiser for the kernel of a convolution or of a dense layer.
 * @throws RangeError if the mode is unknown or the seed no integer from 0 to 4294967295; TypeError for an unknown option.
 * @see He et al. 2015, "Delving deep into rectifiers", section 2.2, https://arxiv.org/abs/1502.01852
 */
export function heNormal(options: HeNormalOptions = {}): Initializer {
  expectOptions('heNormal', options, { seed: true, mode: true });
  const { seed = 0, mode = 'fanIn' } = options;
  seed32(seed);
  oneOf('mode', mode, ['fanIn', 'fanOut']);
  const initializer = initializers.varianceScaling({ scale: 2, mode, distribution: 'normal', seed });
  initializer.apply = (shape) => {
    const sizes = shape.map(Number);
    const length = util.sizeFromShape(sizes);
    const other = sizes.at(mode === 'fanIn' ? -1 : -2) ?? 1;
    const standardDeviation = Math.sqrt(2 / (length / other));
    return tensor(normalSamples({ length, standardDeviation, seed }), sizes, 'float32');
  };
  return initializer;
}
