import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, positiveInteger } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { connect } from './connect.ts';
import { heNormal } from './he-normal.ts';
import { layerSeed } from './layer-seed.ts';

/** Options of {@link conv}. */
export interface ConvOptions {
  /** Place of the layer; the convolution is named `<name>_conv`, its padding `<name>_pad`. */
  readonly name: string;
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel in pixels; odd. */
  readonly kernelSize: number;
  /**
   * Pixels between two positions of the kernel.
   *
   * @defaultValue 1
   */
  readonly stride?: number;
  /**
   * Seed of the net; the layer's own seed is derived from it and the layer's name.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/** Names of the options of {@link conv}. */
export const CONV_OPTIONS: OptionNames<ConvOptions> = {
  name: true,
  filters: true,
  kernelSize: true,
  stride: true,
  seed: true,
};

/**
 * Convolution without bias: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * Pads `(kernelSize - 1) / 2` pixels of zeros on every side, as Caffe and PyTorch do. Kernels start from
 * {@link heNormal}. There is no bias because the batch normalization that follows would subtract it again.
 *
 * Differs from a convolution with `padding: 'same'`, which pads less at the top and left where the stride is 2.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, kernel size, stride and seed.
 * @returns The convolved feature map.
 * @throws TypeError if the channels of `x` are unknown, the name is empty or an option unknown; RangeError if `filters` or `stride` is
 * no positive integer, `kernelSize` no positive odd one, or the seed not of 32 bits.
 */
export function conv(x: SymbolicTensor, options: ConvOptions): SymbolicTensor {
  expectOptions('conv', options, CONV_OPTIONS);
  const { name, kernelSize, stride = 1, seed = 0 } = options;
  channelsOf(x, layerName(name));
  const filters = positiveInteger(`${name}: filters`, options.filters);
  const strides = positiveInteger(`${name}: stride`, stride);
  if (positiveInteger(`${name}: kernelSize`, kernelSize) % 2 === 0) {
    throw new RangeError(`${name}: kernelSize must be odd, such as ${kernelSize + 1}; got ${kernelSize}.`);
  }
  const kernelInitializer = heNormal({ seed: layerSeed({ seed, name: `${name}_conv` }) });
  const padded = stride > 1 && kernelSize > 1;
  const convolution = layers.conv2d({
    name: `${name}_conv`,
    filters,
    kernelSize,
    strides,
    padding: stride === 1 ? 'same' : 'valid',
    useBias: false,
    kernelInitializer,
  });
  return connect(convolution, padded ? zeroPad(x, { name, pixels: (kernelSize - 1) / 2 }) : x);
}

/** Pads a feature map with zeros on every side. */
export function zeroPad(
  x: SymbolicTensor,
  options: { readonly name: string; readonly pixels: number },
): SymbolicTensor {
  const { name, pixels } = options;
  return connect(layers.zeroPadding2d({ name: `${name}_pad`, padding: [pixels, pixels] }), x);
}
