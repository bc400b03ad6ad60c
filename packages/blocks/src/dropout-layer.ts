import { mul, tidy } from '@tensorflow/tfjs-core';
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { expectValue } from './argument-checks.ts';
import { keepMask } from './keep-mask.ts';
import type { DrawCounter } from './keep-mask.ts';
import { fraction, seed32 } from './option-rules.ts';

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
 * - with a seed the mask is another one at every step, compiled or not, and the same one in every run and on every backend of
 *   the same kind; tfjs's own draws one and the same mask for ever;
 * - `noiseShape` works.
 *
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
export class Dropout extends layers.Layer {
  /** The standard Keras name. */
  static readonly className: string = 'Dropout';

  /**
   * Masks drawn so far: the position in the layer's random stream, which a checkpoint keeps and sets. A step that is compiled
   * counts when it has ended and its variables have changed.
   */
  draws: number = 0;
  /** Masks of compiled steps that have not ended. */
  #pending = 0;
  readonly #counter: DrawCounter = {
    begin: () => this.draws + this.#pending++,
    end: (draw, succeeded) => {
      this.#pending--;
      // Where a checkpoint was loaded meanwhile, its number stays.
      if (succeeded && this.draws === draw) this.draws++;
    },
  };

  readonly #config: { readonly rate: number; readonly seed: number; readonly noiseShape: Shape | null };

  constructor(args: DropoutArgs) {
    super(args as ConstructorParameters<typeof layers.Layer>[0]);
    const { rate, noiseShape } = args;
    const seed = args.seed ?? 0;
    expectValue(`${this.name}: rate`, rate, fraction);
    expectValue(`${this.name}: seed`, seed, seed32);
    this.#config = { rate, noiseShape: noiseShape ? [...noiseShape] : null, seed };
    this.supportsMasking = true;
  }

  /** Drops in training, and hands on otherwise. */
  override call(inputs: Tensor | Tensor[], { training }: { readonly training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
    const { rate, seed, noiseShape } = this.#config;
    if (rate === 0 || training !== true) return x;
    const shape = x.shape.map((size, axis) => noiseShape?.[axis] ?? size);
    return tidy(() => mul(x, keepMask(shape, 1 - rate, seed, this.#counter)));
  }

  /** The configuration of the standard layer, with the same keys. */
  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#config };
  }
}
