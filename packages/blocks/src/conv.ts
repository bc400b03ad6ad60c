import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, positiveInteger, written } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { connect } from './connect.ts';
import { GroupedConv2D } from './grouped-conv2d.ts';
import { heNormal } from './he-normal.ts';
import type { Initializer } from './he-normal.ts';
import { layerSeed } from './layer-seed.ts';

/** Makes the initialiser of one layer from the layer's own seed: `heNormal` itself, or a function that calls it. */
export type SeededInitializer = (options: { readonly seed: number }) => Initializer;

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
   * Pixels between two taps of the kernel.
   *
   * @defaultValue 1
   */
  readonly dilation?: number;
  /**
   * Zeros around the image in pixels, the same on every side.
   *
   * @defaultValue `dilation * (kernelSize - 1) / 2`, which makes the output `ceil(size / stride)`
   */
  readonly padding?: number;
  /**
   * Into how many groups the channels are split; each group of outputs sees its group of inputs only.
   *
   * @defaultValue 1
   */
  readonly groups?: number;
  /**
   * Whether a number is added to every output channel.
   *
   * @defaultValue false
   */
  readonly bias?: boolean;
  /**
   * What the biases start from.
   *
   * @defaultValue 0
   */
  readonly initialBias?: number;
  /**
   * How the kernel starts.
   *
   * @defaultValue {@link heNormal}
   */
  readonly initializer?: SeededInitializer;
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
  dilation: true,
  padding: true,
  groups: true,
  bias: true,
  initialBias: true,
  initializer: true,
  seed: true,
};

/**
 * Convolution: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * Pads zeros on every side alike, as Caffe and PyTorch do. Kernels start from {@link heNormal}. There is no
 * bias by default because the batch normalization that follows would subtract it again.
 *
 * Differs from a convolution with `padding: 'same'`, which pads less at the top and left where the stride is 2.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, kernel size, stride, dilation, padding, groups, bias, initialiser and seed.
 * @returns The convolved feature map.
 * @throws TypeError if the channels of `x` are unknown, the name is empty or an option unknown; RangeError if `filters`,
 * `stride`, `dilation` or `groups` is no positive integer, `kernelSize` no positive odd one, `padding` no integer of at least 0,
 * the groups do not divide the channels, the kernel is larger than the padded image, or the seed not of 32 bits.
 */
export function conv(x: SymbolicTensor, options: ConvOptions): SymbolicTensor {
  expectOptions('conv', options, CONV_OPTIONS);
  const { name, kernelSize, stride = 1, dilation = 1, groups = 1, bias = false, seed = 0 } = options;
  const { initializer = heNormal, initialBias = 0 } = options;
  const channels = channelsOf(x, layerName(name));
  const filters = positiveInteger(`${name}: filters`, options.filters);
  const strides = positiveInteger(`${name}: stride`, stride);
  positiveInteger(`${name}: dilation`, dilation);
  positiveInteger(`${name}: groups`, groups);
  if (positiveInteger(`${name}: kernelSize`, kernelSize) % 2 === 0) {
    throw new RangeError(`${name}: kernelSize must be odd, such as ${kernelSize + 1}; got ${kernelSize}.`);
  }
  const symmetric = (dilation * (kernelSize - 1)) / 2;
  const { padding: pixels = symmetric } = options;
  if (!Number.isInteger(pixels) || pixels < 0) {
    throw new RangeError(`${name}: padding must be an integer of at least 0; got ${written(pixels)}.`);
  }
  for (const [what, count] of [['channels', channels] as const, ['filters', filters] as const]) {
    if (count % groups !== 0)
      throw new RangeError(`${name}: groups must divide the ${what}, here ${count}; got ${groups}.`);
  }
  const asSame = stride === 1 && pixels === symmetric;
  const padded = asSame ? x : zeroPad(x, { name, pixels });
  if (!asSame) expectRoom(padded, { name, extent: 2 * symmetric + 1 });
  const args = {
    name: `${name}_conv`,
    filters,
    kernelSize,
    strides,
    padding: asSame ? ('same' as const) : ('valid' as const),
    dilationRate: dilation,
    useBias: bias,
    biasInitializer: constantBias(`${name}: initialBias`, initialBias),
    kernelInitializer: initializer({ seed: layerSeed({ seed, name: `${name}_conv` }) }),
  };
  // tfjs-layers' own layer fuses its bias, and tfjs refuses the gradient of a fused dilated convolution.
  const standard = groups === 1 && dilation === 1;
  return connect(standard ? layers.conv2d(args) : new GroupedConv2D({ ...args, groups }), padded);
}

/** Initialiser of biases that all start from one number. */
export function constantBias(option: string, value: number): Initializer {
  if (!Number.isFinite(value))
    throw new RangeError(`${option} must be a finite number; got ${written(value)}.`);
  return value === 0 ? initializers.zeros() : initializers.constant({ value });
}

/** Refuses an image that is smaller than the window: tfjs-layers would go on with a size of 0 or less. */
export function expectRoom(
  x: SymbolicTensor,
  options: { readonly name: string; readonly extent: number },
): void {
  const { name, extent } = options;
  for (const [axis, size] of [['height', x.shape[1]] as const, ['width', x.shape[2]] as const]) {
    if (typeof size === 'number' && size < extent)
      throw new RangeError(
        `${name} needs a padded ${axis} of at least ${extent} pixels; got ${size}: use larger images.`,
      );
  }
}

/** Pads a feature map with zeros on every side. */
export function zeroPad(
  x: SymbolicTensor,
  options: { readonly name: string; readonly pixels: number },
): SymbolicTensor {
  const { name, pixels } = options;
  if (pixels === 0) return x;
  return connect(layers.zeroPadding2d({ name: `${name}_pad`, padding: [pixels, pixels] }), x);
}
