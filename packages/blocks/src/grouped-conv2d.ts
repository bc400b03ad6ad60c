import { add, concat, conv2d, split, tidy } from '@tensorflow/tfjs-core';
import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import type { Initializer } from './he-normal.ts';

/** Arguments of {@link GroupedConv2D}. */
export interface GroupedConv2DArgs {
  /** Name of the layer. */
  readonly name?: string;
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel in pixels. */
  readonly kernelSize: number;
  /** Into how many groups the channels are split. */
  readonly groups: number;
  /**
   * Pixels between two positions of the kernel.
   *
   * @defaultValue 1
   */
  readonly strides?: number;
  /**
   * Zeros around the image: `same` as TensorFlow, or none.
   *
   * @defaultValue `'valid'`
   */
  readonly padding?: 'same' | 'valid';
  /**
   * Pixels between two taps of the kernel.
   *
   * @defaultValue 1
   */
  readonly dilationRate?: number;
  /**
   * Whether a number is added to every output channel.
   *
   * @defaultValue true
   */
  readonly useBias?: boolean;
  /**
   * How the kernel starts.
   *
   * @defaultValue Glorot's uniform initialiser, as `tf.layers.conv2d`
   */
  readonly kernelInitializer?: Initializer | serialization.ConfigDict;
  /**
   * How the biases start.
   *
   * @defaultValue zeros
   */
  readonly biasInitializer?: Initializer | serialization.ConfigDict;
}

/**
 * A convolution whose channels are split into groups: output group `g` sees input group `g` only. With one group it is a
 * convolution that trains when it is dilated too, on backends that have the gradient, as `@skipjack/tensorflow`.
 *
 * Input `[batch, height, width, channels]`, kernel `[kernelSize, kernelSize, channels / groups, filters]` as in Keras's
 * `Conv2D(groups=...)`, which tfjs-layers lacks. Saved models need {@link registerLayers} before they are loaded.
 *
 * @see Krizhevsky et al. 2012, section 3.5 (two groups on two GPUs); Xie et al. 2017, https://arxiv.org/abs/1611.05431
 */
export class GroupedConv2D extends layers.Layer {
  /** The name in saved models. */
  static readonly className: string = 'GroupedConv2D';

  readonly #standard: layers.Layer;
  readonly #args: GroupedConv2DArgs;
  /** The kernel, and the bias if there is one. */
  #variables: readonly LayerVariable[] = [];

  constructor(args: GroupedConv2DArgs) {
    super(args as ConstructorParameters<typeof layers.Layer>[0]);
    this.#args = args;
    // The standard layer reads and writes the configuration, and makes the weights: those of one of its groups of inputs.
    const standard = { kernelInitializer: 'glorotUniform', ...args };
    this.#standard = layers.conv2d(standard as Parameters<typeof layers.conv2d>[0]);
  }

  /** Makes the weights `kernel` and `bias`. */
  override build(inputShape: Shape | Shape[]): void {
    const channels = Number(inputShape[3]);
    this.#standard.build([null, null, null, channels / this.#args.groups]);
    this.#variables = this.#standard.weights;
    this.trainableWeights = [...this.#variables];
    this.built = true;
  }

  /** `[batch, outHeight, outWidth, filters]`. */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return this.#standard.computeOutputShape(inputShape);
  }

  /** Convolves each group by itself. */
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const { groups, strides = 1, padding = 'valid', dilationRate = 1 } = this.#args;
      const [kernel, bias] = this.#variables.map((weight) => weight.read());
      const convolve = (part: Tensor | undefined, taps: Tensor | undefined): Tensor =>
        conv2d(part as Tensor4D, taps as Tensor4D, strides, padding, 'NHWC', dilationRate);
      const byGroups = (): Tensor[] => {
        const kernels = split(kernel as Tensor, groups, 3);
        return split(x as Tensor, groups, 3).map((part, group) => convolve(part, kernels[group]));
      };
      const y = groups === 1 ? convolve(x, kernel) : concat(byGroups(), 3);
      return bias === undefined ? y : add(y, bias);
    });
  }

  /** What makes an equal layer. */
  override getConfig(): serialization.ConfigDict {
    return { ...this.#standard.getConfig(), ...super.getConfig(), groups: this.#args.groups };
  }
}
