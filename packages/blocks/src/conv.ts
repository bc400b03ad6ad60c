import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import type { Check, OptionRules } from './argument-checks.ts';
import { connect } from './connect.ts';
import { GroupedConv2D } from './grouped-conv2d.ts';
import { heNormal } from './he-normal.ts';
import type { Initializer } from './he-normal.ts';
import { deriveSeed } from './layer-seed.ts';
import { count, countOrNone, finite, FLAG, layerName, seed32, seededInitializer } from './option-rules.ts';
import { expectRoom, zeroPad } from './zero-pad.ts';
import type { Margin } from './zero-pad.ts';

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

const odd: Check = (value) => (Number(value) % 2 === 0 ? `odd, such as ${Number(value) + 1}` : count(value));

/** What the options of {@link conv} may be. */
export const CONV_RULES: OptionRules<ConvOptions> = {
  name: layerName,
  filters: count,
  kernelSize: odd,
  stride: [count],
  dilation: [count],
  padding: [countOrNone],
  groups: [count],
  bias: FLAG,
  initialBias: [finite],
  initializer: [seededInitializer],
  seed: [seed32],
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
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError if the name is empty, `filters`,
 * `stride`, `dilation` or `groups` is no positive integer, `kernelSize` no positive odd one, `padding` no integer of at least 0,
 * the groups do not divide the channels, the kernel is larger than the padded image, or the seed not of 32 bits.
 */
export function conv(x: SymbolicTensor, options: ConvOptions): SymbolicTensor {
  expectOptions('conv', options, CONV_RULES);
  return convolve(x, options);
}

/** {@link conv} of options that will do. */
export function convolve(x: SymbolicTensor, options: ConvOptions): SymbolicTensor {
  const { filters, kernelSize, stride: strides = 1, dilation: dilationRate = 1, groups = 1 } = options;
  const { bias: useBias = false, initialBias, initializer = heNormal, seed = 0 } = options;
  const channels = channelsOf(x, options.name);
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new RangeError(
      `${options.name}: groups must divide channels and filters, here ${channels} and ${filters}; got ${groups}.`,
    );
  }
  const reach = dilationRate * (kernelSize - 1);
  const { padding: pixels = reach / 2 } = options;
  const same = strides === 1 && pixels === reach / 2;
  const margin: Margin = [pixels, pixels];
  const padded = same ? x : zeroPad(x, options.name, [margin, margin]);
  if (!same) expectRoom(padded, options.name, reach + 1);
  const name = `${options.name}_conv`;
  const args = {
    name,
    filters,
    kernelSize,
    strides,
    padding: same ? ('same' as const) : ('valid' as const),
    dilationRate,
    useBias,
    biasInitializer: constantBias(initialBias),
    kernelInitializer: initializer({ seed: deriveSeed(seed, name) }),
  };
  // tfjs-layers' own layer fuses its bias, and tfjs refuses the gradient of a fused dilated convolution.
  const standard = groups === 1 && dilationRate === 1;
  return connect(standard ? layers.conv2d(args) : new GroupedConv2D({ ...args, groups }), padded);
}

/** Initialiser of biases that all start from one number. */
export function constantBias(value = 0): Initializer {
  return value === 0 ? initializers.zeros() : initializers.constant({ value });
}
