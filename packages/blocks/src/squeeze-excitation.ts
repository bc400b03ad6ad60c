import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, positiveInteger } from './argument-checks.ts';
import { connect } from './connect.ts';
import type { SeededInitializer } from './conv.ts';
import { heNormal } from './he-normal.ts';
import { layerSeed } from './layer-seed.ts';

/** Options of {@link squeezeExcitation}. */
export interface SqueezeExcitationOptions {
  /** Place of the module; its layers are named `<name>_se_...`. */
  readonly name: string;
  /**
   * By how much the channels are narrowed.
   *
   * @defaultValue 16
   */
  readonly reduction?: number;
  /**
   * How the weights start.
   *
   * @defaultValue {@link heNormal}
   */
  readonly initializer?: SeededInitializer;
  /**
   * Seed of the net.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/**
 * Scales each channel by a number in (0, 1) that two dense layers compute from the means of all channels:
 * `[batch, h, w, c]` to the same shape.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, reduction, initialiser and seed.
 * @returns The scaled feature map.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError if the reduction is no positive integer or
 * larger than the number of channels.
 * @see Hu et al. 2018, section 3, https://arxiv.org/abs/1709.01507
 */
export function squeezeExcitation(x: SymbolicTensor, options: SqueezeExcitationOptions): SymbolicTensor {
  expectOptions('squeezeExcitation', options, { name: true, reduction: true, initializer: true, seed: true });
  const { name, reduction = 16, initializer = heNormal, seed = 0 } = options;
  const channels = channelsOf(x, layerName(name));
  if (positiveInteger(`${name}: squeezeExcitation`, reduction) > channels) {
    throw new RangeError(
      `${name}: squeezeExcitation must be at most the number of channels, ${channels}; got ${reduction}.`,
    );
  }
  const dense = (
    y: SymbolicTensor,
    place: string,
    units: number,
    activation: 'relu' | 'sigmoid',
  ): SymbolicTensor => {
    const kernelInitializer = initializer({ seed: layerSeed({ seed, name: `${name}_se_${place}` }) });
    return connect(layers.dense({ name: `${name}_se_${place}`, units, activation, kernelInitializer }), y);
  };
  const means = connect(layers.globalAveragePooling2d({ name: `${name}_se_squeeze` }), x);
  const scales = dense(
    dense(means, 'reduce', Math.floor(channels / reduction), 'relu'),
    'expand',
    channels,
    'sigmoid',
  );
  const shaped = connect(
    layers.reshape({ name: `${name}_se_reshape`, targetShape: [1, 1, channels] }),
    scales,
  );
  return connect(layers.multiply({ name: `${name}_se_scale` }), [x, shaped]);
}
