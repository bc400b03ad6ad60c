import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import type { Check } from './argument-checks.ts';
import { CLASSIFIER_RULES } from './classifier-options.ts';
import type { ClassifierOptions } from './classifier-options.ts';
import { dropped } from './dropout.ts';
import { flatten, fullyConnected } from './fully-connected.ts';
import { count, finite } from './option-rules.ts';

/** Options of {@link fullyConnectedClassifier}. */
export interface FullyConnectedClassifierOptions extends ClassifierOptions {
  /**
   * Widths of the dense layers with ReLU before the last one.
   *
   * @defaultValue `[4096, 4096]`
   */
  readonly units?: readonly number[];
  /**
   * Part of the numbers that is dropped in training at each dense layer with ReLU.
   *
   * @defaultValue 0.5
   */
  readonly dropout?: number;
  /**
   * Where the dropout is: behind each dense layer with ReLU (the papers; torchvision's VGG), or before it (torchvision's AlexNet).
   *
   * @defaultValue `'behind'`
   */
  readonly dropoutPlace?: 'behind' | 'before';
  /**
   * What the biases of the dense layers with ReLU start from.
   *
   * @defaultValue 0
   */
  readonly initialBias?: number;
}

const counts: Check = (value) =>
  (Array.isArray(value) && value.every((one) => count(one) === true)) || 'an array of integers of at least 1';

/**
 * The head of AlexNet and VGG: `[batch, h, w, c] -> [batch, classes]` through dense layers over all pixels.
 *
 * The layers are `<name>_flatten`, `<name>_1_dense`, `<name>_1_dropout`, and so on, and `<name>_dense`.
 *
 * @param x - Feature map `[batch, height, width, channels]` of a known size.
 * @param options - Classes, activation, widths, dropout and its place, name, initialiser and seed.
 * @returns Logits, or probabilities if the activation is `softmax`.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError for a width or a number of classes that is no
 * positive integer, an unknown activation or place, or a dropout not in [0, 1).
 * @see Krizhevsky et al. 2012, section 3.5; Simonyan and Zisserman 2015, table 1, https://arxiv.org/abs/1409.1556
 */
export function fullyConnectedClassifier(
  x: SymbolicTensor,
  options: FullyConnectedClassifierOptions,
): SymbolicTensor {
  expectOptions('fullyConnectedClassifier', options, {
    ...CLASSIFIER_RULES,
    units: [counts],
    dropoutPlace: ['behind', 'before'],
    initialBias: [finite],
  });
  const { classes, activation = 'linear', units = [4096, 4096], name = 'head', seed } = options;
  const { dropout: rate = 0.5, dropoutPlace = 'behind', initialBias } = options;
  channelsOf(x, name);
  let y = flatten(x, name);
  for (const [index, width] of units.entries()) {
    const place = `${name}_${index + 1}`;
    const thin = (z: SymbolicTensor): SymbolicTensor => dropped(z, `${place}_dropout`, rate, seed);
    if (dropoutPlace === 'before') y = thin(y);
    y = fullyConnected(y, `${place}_dense`, width, 'relu', options, initialBias);
    if (dropoutPlace === 'behind') y = thin(y);
  }
  return fullyConnected(y, `${name}_dense`, classes, activation, options);
}
