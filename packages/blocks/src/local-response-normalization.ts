import { localResponseNormalization as normalize } from '@tensorflow/tfjs-core';
import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, expectValue } from './argument-checks.ts';
import type { OptionRules } from './argument-checks.ts';
import { connect } from './connect.ts';
import { countOrNone, layerName, positive } from './option-rules.ts';

/** Numbers of {@link localResponseNormalization}. */
export interface LocalResponseNormalizationArgs {
  /** Name of the layer. */
  readonly name?: string;
  /**
   * Channels on each side that count, the paper's `n / 2`.
   *
   * @defaultValue 2
   */
  readonly depthRadius?: number;
  /**
   * The paper's `k`.
   *
   * @defaultValue 2
   */
  readonly bias?: number;
  /**
   * Weight of the sum of squares, not divided by the number of channels.
   *
   * @defaultValue 1e-4
   */
  readonly alpha?: number;
  /**
   * Exponent.
   *
   * @defaultValue 0.75
   */
  readonly beta?: number;
}

/** Options of {@link localResponseNormalization}. */
export interface LocalResponseNormalizationOptions extends LocalResponseNormalizationArgs {
  /** Place of the layer; it is named `<name>_lrn`. */
  readonly name: string;
}

/** Layer of {@link localResponseNormalization}; saved models need {@link registerLayers} before they are loaded. */
export class LocalResponseNormalization extends layers.Layer {
  /** The name in saved models. */
  static readonly className: string = 'LocalResponseNormalization';

  readonly #numbers: Readonly<Required<Omit<LocalResponseNormalizationArgs, 'name'>>>;

  constructor(args: LocalResponseNormalizationArgs = {}) {
    super(args as ConstructorParameters<typeof layers.Layer>[0]);
    const { depthRadius = 2, bias = 2, alpha = 1e-4, beta = 0.75 } = args;
    this.#numbers = { depthRadius, bias, alpha, beta };
    for (const [what, value] of Object.entries(this.#numbers))
      expectValue(`${this.name}: ${what}`, value, what === 'depthRadius' ? countOrNone : positive);
  }

  /** Divides each number by the neighbourhood's. */
  override call(inputs: Tensor | Tensor[]): Tensor {
    const { depthRadius, bias, alpha, beta } = this.#numbers;
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
    return normalize(x, depthRadius, bias, alpha, beta);
  }

  /** What makes an equal layer. */
  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#numbers };
  }
}

/**
 * Divides each number by `(k + alpha * sum of squares over the neighbouring channels) ^ beta`: `[batch, h, w, c]` to the
 * same shape.
 *
 * Differs from PyTorch and Caffe, which divide `alpha` by the number of neighbours: their alpha is `5 * alpha` of here.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name and the paper's four numbers.
 * @returns The normalized feature map.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError for a number out of range.
 * @see Krizhevsky et al. 2012, section 3.3, https://papers.nips.cc/paper/4824
 */
export function localResponseNormalization(
  x: SymbolicTensor,
  options: LocalResponseNormalizationOptions,
): SymbolicTensor {
  const rules: OptionRules<LocalResponseNormalizationOptions> = {
    name: layerName,
    depthRadius: [countOrNone],
    bias: [positive],
    alpha: [positive],
    beta: [positive],
  };
  expectOptions('localResponseNormalization', options, rules);
  const name = `${options.name}_lrn`;
  channelsOf(x, name);
  return connect(new LocalResponseNormalization({ ...options, name }), x);
}
