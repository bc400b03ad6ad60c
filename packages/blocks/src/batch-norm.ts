import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { BatchNormalization } from './batch-normalization.ts';
import { connect } from './connect.ts';
import { fraction, GAMMAS, layerName, notNegative } from './option-rules.ts';

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Place of the layer; it is named `<name>_bn`. */
  readonly name: string;
  /**
   * Part of the running statistics that each training step keeps, in [0, 1).
   *
   * @defaultValue 0.9
   */
  readonly momentum?: number;
  /**
   * Added to the variance.
   *
   * @defaultValue 1e-5
   */
  readonly epsilon?: number;
  /**
   * What the scales start from: `zeros` at the end of a residual function makes its block start as the identity.
   *
   * @defaultValue `'ones'`
   * @see Goyal et al. 2017, section 5.1, https://arxiv.org/abs/1706.02677
   */
  readonly gamma?: 'ones' | 'zeros';
}

/**
 * Normalizes each channel with {@link BatchNormalization}: `[batch, height, width, channels]` to the same shape.
 *
 * @param x - Feature map.
 * @param options - Name, momentum, epsilon and what the scales start from.
 * @returns The normalized feature map.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError for a momentum outside [0, 1), a
 * negative epsilon or an unknown `gamma`.
 */
export function batchNorm(x: SymbolicTensor, options: BatchNormOptions): SymbolicTensor {
  expectOptions('batchNorm', options, {
    name: layerName,
    momentum: [fraction],
    epsilon: [notNegative],
    gamma: GAMMAS,
  });
  channelsOf(x, options.name);
  return normalize(x, options);
}

/** {@link batchNorm} of options that will do. */
export function normalize(x: SymbolicTensor, options: BatchNormOptions): SymbolicTensor {
  const { name, momentum = 0.9, epsilon = 1e-5, gamma: gammaInitializer = 'ones' } = options;
  return connect(new BatchNormalization({ momentum, epsilon, gammaInitializer, name: `${name}_bn` }), x);
}
