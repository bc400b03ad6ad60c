import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, oneOf } from './argument-checks.ts';
import { CLASSIFIER_OPTIONS, expectClassifier } from './classifier-options.ts';
import type { ClassifierOptions } from './classifier-options.ts';
import { connect } from './connect.ts';
import { given } from './conv-bn.ts';
import { dropout } from './dropout.ts';
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
  expectOptions('globalPoolClassifier', options, { ...CLASSIFIER_OPTIONS, pooling: true });
  const { activation = 'linear', pooling = 'average', name = 'head', dropout: rate = 0 } = options;
  channelsOf(x, layerName(name));
  expectClassifier(options);
  const { initializer, seed } = options;
  const pooled = dropout(globalPool(x, { name, pooling }), given({ name, rate, seed }));
  return fullyConnected(pooled, given({ name, units: options.classes, activation, initializer, seed }));
}

/** One number a channel, `[batch, h, w, c] -> [batch, c]`, by a layer named `<name>_pool`. */
export function globalPool(
  x: SymbolicTensor,
  options: { readonly name: string; readonly pooling: 'average' | 'max' },
): SymbolicTensor {
  const name = `${options.name}_pool`;
  oneOf('pooling', options.pooling, ['average', 'max']);
  const pool = options.pooling === 'max' ? layers.globalMaxPooling2d : layers.globalAveragePooling2d;
  return connect(pool({ name }), x);
}
