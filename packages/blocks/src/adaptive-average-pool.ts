import { matMul, reshape, tensor, tidy } from '@tensorflow/tfjs-core';
import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, expectValue } from './argument-checks.ts';
import { connect } from './connect.ts';
import { count, layerName } from './option-rules.ts';

/** Arguments of {@link AdaptiveAveragePooling2D}. */
export interface AdaptiveAveragePooling2DArgs {
  /** Name of the layer. */
  readonly name?: string;
  /** Height and width of the result. */
  readonly outputSize: number;
}

/** Layer of {@link adaptiveAveragePool}; saved models need {@link registerLayers} before they are loaded. */
export class AdaptiveAveragePooling2D extends layers.Layer {
  /** The name in saved models. */
  static readonly className: string = 'AdaptiveAveragePooling2D';

  readonly #outputSize: number;

  constructor(args: AdaptiveAveragePooling2DArgs) {
    super(args as ConstructorParameters<typeof layers.Layer>[0]);
    expectValue(`${this.name}: outputSize`, args.outputSize, count);
    this.#outputSize = args.outputSize;
  }

  /** `[batch, outputSize, outputSize, channels]`. */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, , , channels = null] = inputShape as Shape;
    return [batch, this.#outputSize, this.#outputSize, channels];
  }

  /** Averages the rows, then the columns, each by a matrix product. */
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
      const [batch, height, width, channels] = x.shape;
      const size = this.#outputSize;
      const rows = matMul(means(height, size), reshape(x, [batch, height, width * channels]));
      const columns = matMul(means(width, size), reshape(rows, [batch * size, width, channels]));
      return reshape(columns, [batch, size, size, channels]);
    });
  }

  /** What makes an equal layer. */
  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), outputSize: this.#outputSize };
  }
}

/** `[1, outputs, inputs]`: output `i` is the mean of the inputs from `floor(i * n / m)` to `ceil((i + 1) * n / m)`. */
function means(inputs: number, outputs: number): Tensor {
  const matrix = new Float32Array(outputs * inputs);
  for (let row = 0; row < outputs; row++) {
    const from = Math.floor((row * inputs) / outputs);
    const to = Math.ceil(((row + 1) * inputs) / outputs);
    matrix.fill(1 / (to - from), row * inputs + from, row * inputs + to);
  }
  return tensor(matrix, [1, outputs, inputs]);
}

/** Options of {@link adaptiveAveragePool}. */
export interface AdaptiveAveragePoolOptions {
  /** Place of the layer; it is named `<name>_pool`. */
  readonly name: string;
  /** Height and width of the result. */
  readonly outputSize: number;
}

/**
 * Averages over windows that cover an image of any size: `[batch, h, w, c] -> [batch, outputSize, outputSize, c]`, as
 * PyTorch's `AdaptiveAvgPool2d`.
 *
 * Returns `x` itself where the size is right already, and a standard pooling layer where windows of one size do it.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name and size of the result.
 * @returns The feature map of that size.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError if the size is no positive integer.
 */
export function adaptiveAveragePool(x: SymbolicTensor, options: AdaptiveAveragePoolOptions): SymbolicTensor {
  expectOptions('adaptiveAveragePool', options, { name: layerName, outputSize: count });
  const { outputSize } = options;
  const name = `${options.name}_pool`;
  channelsOf(x, name);
  const [, height, width] = x.shape;
  if (height === outputSize && width === outputSize) return x;
  if (typeof height !== 'number' || height !== width || height % outputSize !== 0)
    return connect(new AdaptiveAveragePooling2D({ name, outputSize }), x);
  const poolSize = height / outputSize;
  return connect(layers.averagePooling2d({ name, poolSize, strides: poolSize }), x);
}
