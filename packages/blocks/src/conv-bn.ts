import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { normalize } from './batch-norm.ts';
import type { BatchNormOptions } from './batch-norm.ts';
import { connect } from './connect.ts';
import { CONV_RULES, convolve } from './conv.ts';
import type { ConvOptions } from './conv.ts';
import { fraction, GAMMAS, notNegative } from './option-rules.ts';

/**
 * What comes when: the convolution, the batch normalization, the ReLU.
 *
 * - `conv-bn-relu`: He et al. 2015;
 * - `bn-relu-conv`: the pre-activation of He et al. 2016;
 * - `conv-relu`: nets from before batch normalization, with a bias.
 */
export type ConvBnOrder = 'conv-bn-relu' | 'bn-relu-conv' | 'conv-relu';

/** Options of {@link convBn}. */
export interface ConvBnOptions extends ConvOptions, Pick<BatchNormOptions, 'momentum' | 'epsilon' | 'gamma'> {
  /**
   * Whether the convolution has a bias.
   *
   * @defaultValue false; true for the order `conv-relu`
   */
  readonly bias?: boolean;
  /**
   * What comes when.
   *
   * @defaultValue `'conv-bn-relu'`
   */
  readonly order?: ConvBnOrder;
  /**
   * Whether there is a ReLU at all.
   *
   * @defaultValue `'relu'`
   */
  readonly activation?: 'relu' | 'linear';
}

/**
 * Convolution, batch normalization, ReLU: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * The layers are named `<name>_conv`, `<name>_bn` and `<name>_relu`; a strided convolution has `<name>_pad` before it.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, order and activation, and the options of {@link conv} and {@link batchNorm}.
 * @returns The new feature map.
 * @throws What {@link conv} and {@link batchNorm} throw, and RangeError for an unknown order or activation.
 * @see He et al. 2015, section 3.4: batch normalization "right after each convolution and before activation",
 * https://arxiv.org/abs/1512.03385; He et al. 2016, figure 4, https://arxiv.org/abs/1603.05027
 */
export function convBn(x: SymbolicTensor, options: ConvBnOptions): SymbolicTensor {
  expectOptions('convBn', options, {
    ...CONV_RULES,
    momentum: [fraction],
    epsilon: [notNegative],
    gamma: GAMMAS,
    order: ['conv-bn-relu', 'bn-relu-conv', 'conv-relu'],
    activation: ['relu', 'linear'],
  });
  return convolveAndNormalize(x, options);
}

/** {@link convBn} of options that will do. */
export function convolveAndNormalize(x: SymbolicTensor, options: ConvBnOptions): SymbolicTensor {
  const { name, activation = 'relu', order = 'conv-bn-relu', bias = order === 'conv-relu' } = options;
  const convolved = (y: SymbolicTensor): SymbolicTensor => convolve(y, { ...options, bias });
  const normalized = (y: SymbolicTensor): SymbolicTensor => normalize(y, options);
  const activated = (y: SymbolicTensor): SymbolicTensor => (activation === 'relu' ? relu(y, name) : y);
  if (order === 'bn-relu-conv') return convolved(activated(normalized(x)));
  return activated(order === 'conv-relu' ? convolved(x) : normalized(convolved(x)));
}

/** ReLU named `<name>_relu`. */
export function relu(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.activation({ activation: 'relu', name: `${name}_relu` }), x);
}
