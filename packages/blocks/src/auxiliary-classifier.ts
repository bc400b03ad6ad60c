import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { adaptiveAveragePool } from './adaptive-average-pool.ts';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { convStyle, STYLE_RULES } from './conv-style.ts';
import type { ConvStyle } from './conv-style.ts';
import { CLASSIFIER_RULES } from './classifier-options.ts';
import type { ClassifierOptions } from './classifier-options.ts';
import { connect } from './connect.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { dropped } from './dropout.ts';
import { flatten, fullyConnected } from './fully-connected.ts';
import { count, FLAG, layerName } from './option-rules.ts';
import { expectRoom } from './zero-pad.ts';

/** Options of {@link auxiliaryClassifier}. */
export interface AuxiliaryClassifierOptions extends ClassifierOptions, ConvStyle {
  /** Place of the head, the beginning of its layers' names. */
  readonly name: string;
  /**
   * Channels of the 1x1 convolution.
   *
   * @defaultValue 128
   */
  readonly filters?: number;
  /**
   * Width of the dense layer with ReLU.
   *
   * @defaultValue 1024
   */
  readonly units?: number;
  /**
   * Part of the numbers that is dropped in training before the last layer.
   *
   * @defaultValue 0.7
   */
  readonly dropout?: number;
  /**
   * How the image becomes 4x4: windows of 5x5 at stride 3 (the paper; needs 14x14), or windows that cover any size (torchvision).
   *
   * @defaultValue `'5x5'`
   */
  readonly pooling?: '5x5' | 'adaptive';
  /**
   * Whether the convolution is followed by batch normalization (the paper's is not, and has a bias).
   *
   * @defaultValue true
   */
  readonly batchNorm?: boolean;
}

/**
 * A head in the middle of a net, whose loss reaches the early layers: average pooling, 1x1 convolution, dense layer with
 * ReLU, dropout, dense layer: `[batch, h, w, c] -> [batch, classes]`.
 *
 * @param x - Feature map `[batch, height, width, channels]` of a known size.
 * @param options - Name, classes, activation, widths, dropout, pooling, and how the convolution is made.
 * @returns Logits, or probabilities if the activation is `softmax`.
 * @throws What {@link convBn} throws; RangeError for a number of classes that is no positive integer, an unknown activation or
 * pooling, a dropout not in [0, 1), or an image that is too small.
 * @see Szegedy et al. 2015, section 5, https://arxiv.org/abs/1409.4842
 */
export function auxiliaryClassifier(x: SymbolicTensor, options: AuxiliaryClassifierOptions): SymbolicTensor {
  expectOptions('auxiliaryClassifier', options, {
    ...CLASSIFIER_RULES,
    ...STYLE_RULES,
    name: layerName,
    filters: [count],
    units: [count],
    pooling: ['5x5', 'adaptive'],
    batchNorm: FLAG,
  });
  const { name, classes, filters = 128, units = 1024, activation = 'linear', seed } = options;
  const { dropout: rate = 0.7, pooling = '5x5', batchNorm = true } = options;
  channelsOf(x, name);
  const order = batchNorm ? ('conv-bn-relu' as const) : ('conv-relu' as const);
  const pooled = pooling === '5x5' ? averagePool(x, name) : adaptiveAveragePool(x, { name, outputSize: 4 });
  let y = convolveAndNormalize(pooled, { ...convStyle(options), name, filters, kernelSize: 1, order });
  y = fullyConnected(flatten(y, name), `${name}_1_dense`, units, 'relu', options);
  y = dropped(y, `${name}_dropout`, rate, seed);
  return fullyConnected(y, `${name}_dense`, classes, activation, options);
}

function averagePool(x: SymbolicTensor, place: string): SymbolicTensor {
  const name = `${place}_pool`;
  expectRoom(x, name, 5);
  return connect(layers.averagePooling2d({ name, poolSize: 5, strides: 3 }), x);
}
