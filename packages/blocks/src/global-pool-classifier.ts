import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { CLASSIFIER_RULES } from './classifier-options.ts';
import type { ClassifierOptions } from './classifier-options.ts';
import { connect } from './connect.ts';
import { dropped } from './dropout.ts';
import { fullyConnected } from './fully-connected.ts';

/** Options of {@link globalPoolClassifier}; its layers are `<name>_pool`, `<name>_dropout` and `<name>_dense`. */
export interface GlobalPoolClassifierOptions extends ClassifierOptions {
  /**
   * What one number of a channel is: the mean over the image, or the maximum.
   *
   * @defaultValue `'average'`
   */
  readonly pooling?: 'average' | 'max';
}

/**
 * Global pooling and a dense layer with bias: `[batch, h, w, c] -> [batch, classes]`.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Classes, activation, pooling, dropout, name, initialiser and seed.
 * @returns Logits, or probabilities if the activation is `softmax`.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError if `classes` is no positive integer, the
 * activation or the pooling unknown, or the dropout not in [0, 1).
 * @see He et al. 2015, section 3.3, https://arxiv.org/abs/1512.03385
 */
export function globalPoolClassifier(
  x: SymbolicTensor,
  options: GlobalPoolClassifierOptions,
): SymbolicTensor {
  expectOptions('globalPoolClassifier', options, { ...CLASSIFIER_RULES, pooling: ['average', 'max'] });
  const { classes, activation = 'linear', pooling, name = 'head', dropout: rate = 0, seed } = options;
  channelsOf(x, name);
  const pool = pooling === 'max' ? layers.globalMaxPooling2d : layers.globalAveragePooling2d;
  const pooled = connect(pool({ name: `${name}_pool` }), x);
  const thinned = dropped(pooled, `${name}_dropout`, rate, seed);
  return fullyConnected(thinned, `${name}_dense`, classes, activation, options);
}
