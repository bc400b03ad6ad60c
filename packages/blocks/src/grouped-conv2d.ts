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
  readonly #args: Required<Omit<GroupedConv2DArgs, 'name' | 'kernelInitializer' | 'biasInitializer'>>;
  #kernel: LayerVariable | undefined;
  #bias: LayerVariable | undefined;

  constructor(args: GroupedConv2DArgs) {
    super(args as ConstructorParameters<typeof layers.Layer>[0]);
    const {
      filters,
      kernelSize,
      groups,
      strides = 1,
      padding = 'valid',
      dilationRate = 1,
      useBias = true,
    } = args;
    // The standard layer reads initialisers, also those of a saved configuration, and writes them.
    this.#standard = layers.conv2d({
      filters,
      kernelSize,
      kernelInitializer: (args.kernelInitializer ?? 'glorotUniform') as Initializer,
      biasInitializer: (args.biasInitializer ?? 'zeros') as Initializer,
    });
    this.#args = { filters, kernelSize, groups, strides, padding, dilationRate, useBias };
  }

  /** Makes the weights `kernel` and `bias`. */
  override build(inputShape: Shape | Shape[]): void {
    const channels = Number((inputShape as Shape).at(-1));
    const { filters, kernelSize, groups, useBias } = this.#args;
    const kernelInitializer = Reflect.get(this.#standard, 'kernelInitializer') as Initializer;
    const biasInitializer = Reflect.get(this.#standard, 'biasInitializer') as Initializer;
    const shape = [kernelSize, kernelSize, channels / groups, filters];
    this.#kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer);
    if (useBias) this.#bias = this.addWeight('bias', [filters], 'float32', biasInitializer);
    this.built = true;
  }

  /** `[batch, outHeight, outWidth, filters]`. */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null, ...size] = inputShape as Shape;
    const { filters, kernelSize, strides, padding, dilationRate } = this.#args;
    const extent = padding === 'same' ? 1 : dilationRate * (kernelSize - 1) + 1;
    const steps = size
      .slice(0, 2)
      .map((pixels) => (typeof pixels === 'number' ? Math.ceil((pixels - extent + 1) / strides) : null));
    return [batch, ...steps, filters];
  }

  /** Convolves each group by itself. */
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
      const { groups, strides, padding, dilationRate } = this.#args;
      if (this.#kernel === undefined) throw new Error(`${this.name} is not built yet; apply it to an input.`);
      const kernel = this.#kernel.read() as Tensor4D;
      const convolve = (group: Tensor, part: Tensor): Tensor =>
        conv2d(group as Tensor4D, part as Tensor4D, strides, padding, 'NHWC', dilationRate);
      const byGroups = (): Tensor => {
        const kernels = split(kernel, groups, 3);
        const parts = split(x, groups, 3);
        return concat(
          parts.map((part, group) => convolve(part, kernels[group] as Tensor)),
          3,
        );
      };
      const y = groups === 1 ? convolve(x, kernel) : byGroups();
      return this.#bias === undefined ? y : add(y, this.#bias.read());
    });
  }

  /** What makes an equal layer. */
  override getConfig(): serialization.ConfigDict {
    const { kernelInitializer = null, biasInitializer = null } = this.#standard.getConfig();
    return { ...super.getConfig(), ...this.#args, kernelInitializer, biasInitializer };
  }
}
