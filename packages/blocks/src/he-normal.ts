import { initializers } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { normalSamples } from './normal-samples.ts';
import { FLAG, seed32 } from './option-rules.ts';
import { weightTensor } from './weight-tensor.ts';

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
  /**
   * Whether samples beyond two standard deviations are drawn again. The result has the full standard deviation either way.
   *
   * @defaultValue false
   */
  readonly truncated?: boolean;
}

/**
 * He initialisation: normal with mean 0 and standard deviation `sqrt(2 / fan)`, not truncated by default.
 *
 * `fan` is `kernel height * kernel width * channels` of the input or of the output. The same seed gives the same
 * weights on every backend. Saved models hold it as the standard `VarianceScaling`, so that plain tfjs loads them.
 *
 * Differs: tfjs-layers' own `heNormal` truncates at two standard deviations without making up for it, which leaves
 * 0.88 of the standard deviation, and takes seed 0 as no seed.
 *
 * @param options - Seed, mode and truncation.
 * @returns An initialiser for the kernel of a convolution or of a dense layer.
 * @throws RangeError if the mode is unknown or the seed no integer from 0 to 4294967295; TypeError for an unknown option.
 * @see He et al. 2015, "Delving deep into rectifiers", section 2.2, https://arxiv.org/abs/1502.01852
 */
export function heNormal(options: HeNormalOptions = {}): Initializer {
  expectOptions('heNormal', options, { seed: [seed32], mode: ['fanIn', 'fanOut'], truncated: FLAG });
  const { seed = 0, mode = 'fanIn', truncated = false } = options;
  const initializer = initializers.varianceScaling({
    scale: 2,
    mode,
    distribution: truncated ? 'truncatedNormal' : 'normal',
    seed,
  });
  initializer.apply = (shape) =>
    weightTensor(shape, (length) => {
      const other = shape.at(mode === 'fanIn' ? -1 : -2) ?? 1;
      const standardDeviation = Math.sqrt(2 / (length / other));
      return normalSamples(length, standardDeviation, seed, truncated);
    });
  return initializer;
}
