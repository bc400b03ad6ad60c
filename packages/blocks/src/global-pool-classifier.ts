import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, oneOf, positiveInteger } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { connect } from './connect.ts';
import { heNormal } from './he-normal.ts';
import { layerSeed } from './layer-seed.ts';

/** Options of {@link globalPoolClassifier}. */
export interface GlobalPoolClassifierOptions {
  /** Number of classes. */
  readonly classes: number;
  /**
   * What the net returns: logits (`linear`) or probabilities (`softmax`).
   *
   * @defaultValue `'linear'`
   */
  readonly activation?: 'linear' | 'softmax';
  /**
   * Place of the head; its layers are `<name>_pool` and `<name>_dense`.
   *
   * @defaultValue `'head'`
   */
  readonly name?: string;
  /**
   * Seed of the net.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

const OPTIONS: OptionNames<GlobalPoolClassifierOptions> = {
  classes: true,
  activation: true,
  name: true,
  seed: true,
};

/**
 * Global average pooling and a dense layer with bias: `[batch, h, w, c] -> [batch, classes]`.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Classes, activation, name and seed.
 * @returns Logits, or probabilities if the activation is `softmax`.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError if `classes` is no positive integer or the
 * activation unknown.
 * @see He et al. 2015, section 3.3, https://arxiv.org/abs/1512.03385
 */
export function globalPoolClassifier(
  x: SymbolicTensor,
  options: GlobalPoolClassifierOptions,
): SymbolicTensor {
  expectOptions('globalPoolClassifier', options, OPTIONS);
  const { activation = 'linear', name = 'head', seed = 0 } = options;
  channelsOf(x, layerName(name));
  const units = positiveInteger('classes', options.classes);
  oneOf('activation', activation, ['linear', 'softmax']);
  const kernelInitializer = heNormal({ seed: layerSeed({ seed, name: `${name}_dense` }) });
  const pooled = connect(layers.globalAveragePooling2d({ name: `${name}_pool` }), x);
  return connect(layers.dense({ name: `${name}_dense`, units, activation, kernelInitializer }), pooled);
}
