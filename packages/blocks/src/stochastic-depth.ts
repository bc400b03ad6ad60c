import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { dropped } from './dropout.ts';
import { layerName, probability, seed32 } from './option-rules.ts';

/** Options of {@link stochasticDepth}. */
export interface StochasticDepthOptions {
  /** Place of the layer; it is named `<name>_survival`. */
  readonly name: string;
  /** Probability in (0, 1] that the path is there for an image of a training step. */
  readonly survival: number;
  /**
   * Seed of the net.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/**
 * Drops a residual path as a whole, for each image by itself, in training: any shape to the same shape.
 *
 * A path that is there is divided by the probability, so that nothing changes at inference. It is a dropout layer
 * whose noise has one number an image, and a saved model holds it as such.
 *
 * Differs: the paper drops a path for all images of a step and multiplies by the probability at inference; here each
 * image has its own draw, as in torchvision's `StochasticDepth(mode='row')` and timm's `DropPath`.
 *
 * @param x - Output of a residual path, `[batch, height, width, channels]`.
 * @param options - Name, probability and seed.
 * @returns The path, there or not.
 * @throws TypeError for an unknown option; RangeError if the probability is not in (0, 1].
 * @see Huang et al. 2016, section 3, https://arxiv.org/abs/1603.09382
 */
export function stochasticDepth(x: SymbolicTensor, options: StochasticDepthOptions): SymbolicTensor {
  expectOptions('stochasticDepth', options, { name: layerName, survival: probability, seed: [seed32] });
  return survivor(x, options.name, options.survival, options.seed);
}

/** {@link stochasticDepth} of options that will do. */
export function survivor(x: SymbolicTensor, name: string, survival: number, seed?: number): SymbolicTensor {
  const noiseShape = x.shape.map((_size, axis) => (axis === 0 ? null : 1));
  return dropped(x, `${name}_survival`, 1 - survival, seed, noiseShape);
}
