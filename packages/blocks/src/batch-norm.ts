import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName } from './argument-checks.ts';
import { BatchNormalization } from './batch-normalization.ts';
import { connect } from './connect.ts';

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
}

/**
 * Normalizes each channel with {@link BatchNormalization}: `[batch, height, width, channels]` to the same shape.
 *
 * @param x - Feature map.
 * @param options - Name, momentum and epsilon.
 * @returns The normalized feature map.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError for a momentum outside [0, 1) or a negative epsilon.
 */
export function batchNorm(x: SymbolicTensor, options: BatchNormOptions): SymbolicTensor {
  expectOptions('batchNorm', options, { name: true, momentum: true, epsilon: true });
  const { name, momentum = 0.9, epsilon = 1e-5 } = options;
  channelsOf(x, layerName(name));
  return connect(new BatchNormalization({ momentum, epsilon, name: `${name}_bn` }), x);
}
