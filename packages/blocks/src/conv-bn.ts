import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions, layerName, oneOf } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { batchNorm } from './batch-norm.ts';
import { connect } from './connect.ts';
import { conv, CONV_OPTIONS } from './conv.ts';
import type { ConvOptions } from './conv.ts';

/** Options of {@link convBn}. */
export interface ConvBnOptions extends ConvOptions {
  /**
   * What follows the batch normalization: a ReLU, or nothing.
   *
   * @defaultValue `'relu'`
   */
  readonly activation?: 'relu' | 'linear';
}

const OPTIONS: OptionNames<ConvBnOptions> = { ...CONV_OPTIONS, activation: true };

/**
 * Convolution, batch normalization, ReLU: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * The layers are named `<name>_conv`, `<name>_bn` and `<name>_relu`; a strided convolution has `<name>_pad` before it.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, kernel size, stride, activation and seed.
 * @returns The new feature map.
 * @throws What {@link conv} throws, and RangeError for an unknown activation.
 * @see He et al. 2015, section 3.4: batch normalization "right after each convolution and before activation",
 * https://arxiv.org/abs/1512.03385
 */
export function convBn(x: SymbolicTensor, options: ConvBnOptions): SymbolicTensor {
  expectOptions('convBn', options, OPTIONS);
  const { activation = 'relu', ...convolution } = options;
  const name = layerName(options.name);
  oneOf(`${name}: activation`, activation, ['relu', 'linear']);
  const y = batchNorm(conv(x, convolution), { name });
  return activation === 'relu' ? relu(y, { name }) : y;
}

/** ReLU named `<name>_relu`. */
export function relu(x: SymbolicTensor, options: { readonly name: string }): SymbolicTensor {
  return connect(layers.activation({ activation: 'relu', name: `${options.name}_relu` }), x);
}
