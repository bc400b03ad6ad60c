import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions, layerName, oneOf } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { batchNorm } from './batch-norm.ts';
import type { BatchNormOptions } from './batch-norm.ts';
import { connect } from './connect.ts';
import { conv, CONV_OPTIONS } from './conv.ts';
import type { ConvOptions } from './conv.ts';

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

const OPTIONS: OptionNames<ConvBnOptions> = {
  ...CONV_OPTIONS,
  momentum: true,
  epsilon: true,
  gamma: true,
  order: true,
  activation: true,
};

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
  expectOptions('convBn', options, OPTIONS);
  const { activation = 'relu', order = 'conv-bn-relu', momentum, epsilon, gamma, ...rest } = options;
  const name = layerName(options.name);
  oneOf(`${name}: activation`, activation, ['relu', 'linear']);
  oneOf(`${name}: order`, order, ['conv-bn-relu', 'bn-relu-conv', 'conv-relu']);
  const convolve = (y: SymbolicTensor): SymbolicTensor =>
    conv(y, { ...rest, bias: rest.bias ?? order === 'conv-relu' });
  const normalize = (y: SymbolicTensor): SymbolicTensor =>
    batchNorm(y, given<BatchNormOptions>({ name, momentum, epsilon, gamma }));
  const activate = (y: SymbolicTensor): SymbolicTensor => (activation === 'relu' ? relu(y, { name }) : y);
  if (order === 'bn-relu-conv') return convolve(activate(normalize(x)));
  return activate(order === 'conv-relu' ? convolve(x) : normalize(convolve(x)));
}

/** ReLU named `<name>_relu`. */
export function relu(x: SymbolicTensor, options: { readonly name: string }): SymbolicTensor {
  return connect(layers.activation({ activation: 'relu', name: `${options.name}_relu` }), x);
}

/** An object without the properties that are undefined. */
export function given<T extends object>(options: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
