import { mul, tidy } from '@tensorflow/tfjs-core';
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { seed32, written } from './argument-checks.ts';
import { keepMask } from './keep-mask.ts';

/** Arguments of {@link Dropout}: those of `tf.layers.dropout`. */
export interface DropoutArgs {
  /** Name of the layer. */
  readonly name?: string;
  /** Part of the numbers that is dropped, in [0, 1). */
  readonly rate: number;
  /**
   * Shape of the noise; null stands for the input's size, and what is dropped along an axis of size 1 is dropped as a whole.
   *
   * @defaultValue the input's shape
   */
  readonly noiseShape?: readonly (number | null)[] | null;
  /**
   * An integer from 0 to 4294967295.
   *
   * @defaultValue 0
   */
  readonly seed?: number | null;
}

/**
 * Dropout: in training each number is 0 with probability `rate`, and divided by `1 - rate` otherwise. Any shape to the
 * same shape; the standard Keras layer with the same name and configuration, so that saved models load with or without
 * Skipjack.
 *
 * Differs from `tf.layers.dropout`:
 * - with a seed the mask is another one at every step, and the same one in every run and on every backend of the same kind;
 *   tfjs's own draws one and the same mask for ever;
 * - `noiseShape` works.
 *
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
export class Dropout extends layers.Layer {
  /** The standard Keras name. */
  static readonly className: string = 'Dropout';

  /** Masks drawn so far: the position in the layer's random stream, which a checkpoint keeps and sets. */
  draws: number = 0;

  readonly #rate: number;
  readonly #seed: number;
  readonly #noiseShape: readonly (number | null)[] | null;

  constructor(args: DropoutArgs) {
    super(args as ConstructorParameters<typeof layers.Layer>[0]);
    const { rate, seed, noiseShape } = args;
    if (!(rate >= 0 && rate < 1))
      throw new RangeError(`rate must be at least 0 and less than 1; got ${written(rate)}.`);
    this.#rate = rate;
    this.#seed = seed32(seed ?? 0);
    this.#noiseShape = noiseShape ?? null;
    this.supportsMasking = true;
  }

  /** Drops in training, and hands on otherwise. */
  override call(inputs: Tensor | Tensor[], kwargs: { readonly training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
    if (this.#rate === 0 || kwargs.training !== true) return x;
    return tidy(() => {
      const shape = x.shape.map((size, axis) => this.#noiseShape?.[axis] ?? size);
      const mask = keepMask({ shape, keep: 1 - this.#rate, seed: this.#seed, draw: this.draws++ });
      return mul(x, mask);
    });
  }

  /** The configuration of the standard layer, with the same keys. */
  override getConfig(): serialization.ConfigDict {
    const noiseShape = this.#noiseShape === null ? null : [...this.#noiseShape];
    return { ...super.getConfig(), rate: this.#rate, noiseShape, seed: this.#seed };
  }
}
