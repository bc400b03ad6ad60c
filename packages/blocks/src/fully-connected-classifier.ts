import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, oneOf } from './argument-checks.ts';
import { CLASSIFIER_OPTIONS, expectClassifier } from './classifier-options.ts';
import type { ClassifierOptions } from './classifier-options.ts';
import { given } from './conv-bn.ts';
import { dropout } from './dropout.ts';
import { flatten, fullyConnected } from './fully-connected.ts';

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
  const known = { ...CLASSIFIER_OPTIONS, units: true, dropoutPlace: true, initialBias: true } as const;
  expectOptions('fullyConnectedClassifier', options, known);
  const { activation = 'linear', units = [4096, 4096], name = 'head' } = options;
  const { dropout: rate = 0.5, dropoutPlace = 'behind', initializer, initialBias, seed } = options;
  channelsOf(x, layerName(name));
  expectClassifier(options);
  oneOf('dropoutPlace', dropoutPlace, ['behind', 'before']);
  let y = flatten(x, { name });
  for (const [index, width] of units.entries()) {
    const place = `${name}_${index + 1}`;
    const thin = given<Parameters<typeof dropout>[1]>({ name: place, rate, seed });
    if (dropoutPlace === 'before') y = dropout(y, thin);
    y = fullyConnected(
      y,
      given({ name: place, units: width, activation: 'relu' as const, initializer, initialBias, seed }),
    );
    if (dropoutPlace === 'behind') y = dropout(y, thin);
  }
  return fullyConnected(y, given({ name, units: options.classes, activation, initializer, seed }));
}
