import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { connect } from './connect.ts';
import type { SeededInitializer } from './conv.ts';
import { fullyConnected } from './fully-connected.ts';
import { count, layerName, seed32, seededInitializer } from './option-rules.ts';

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
  expectOptions('squeezeExcitation', options, {
    name: layerName,
    reduction: [count],
    initializer: [seededInitializer],
    seed: [seed32],
  });
  return excite(x, options);
}

/** {@link squeezeExcitation} of options that will do. */
export function excite(x: SymbolicTensor, options: SqueezeExcitationOptions): SymbolicTensor {
  const { reduction = 16 } = options;
  const name = `${options.name}_se`;
  const channels = channelsOf(x, name);
  if (reduction > channels) {
    throw new RangeError(
      `${options.name}: squeezeExcitation must be at most the number of channels, ${channels}; got ${reduction}.`,
    );
  }
  const units = Math.floor(channels / reduction);
  let y = connect(layers.globalAveragePooling2d({ name: `${name}_squeeze` }), x);
  y = fullyConnected(y, `${name}_reduce`, units, 'relu', options);
  y = fullyConnected(y, `${name}_expand`, channels, 'sigmoid', options);
  y = connect(layers.reshape({ name: `${name}_reshape`, targetShape: [1, 1, channels] }), y);
  return connect(layers.multiply({ name: `${name}_scale` }), [x, y]);
}
