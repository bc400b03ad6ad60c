import { batchNorm4d, ones, reshape, tidy, zeros } from '@tensorflow/tfjs-core';
import type { serialization, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { trainingNormalization } from './training-normalization.ts';

/** Arguments of {@link BatchNormalization}: those of `tf.layers.batchNormalization`. */
export type BatchNormalizationArgs = NonNullable<Parameters<typeof layers.batchNormalization>[0]>;

/** The layer's variables; `gamma` and `beta` are absent where `scale` or `center` is false. */
interface Variables {
  readonly gamma: LayerVariable | undefined;
  readonly beta: LayerVariable | undefined;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

/**
 * Batch normalization over the last axis: the standard Keras layer with the same name, configuration and weights, so
 * that saved models load with or without Skipjack, but with another training step.
 *
 * Input and output are `[batch, height, width, channels]` or `[batch, channels]` (any rank from 2). Training uses the
 * backend's fused kernels `FusedBatchNormV3` and `FusedBatchNormGradV3` where there are any.
 *
 * Differs from `tf.layers.batchNormalization`:
 * - `momentum` defaults to 0.9 and `epsilon` to 1e-5, as in the papers' code, instead of 0.99 and 1e-3;
 * - the running variance is the unbiased one, as in Caffe, PyTorch and TensorFlow's fused kernels;
 * - a frozen layer (`layer.trainable = false`) normalizes by its running statistics and leaves them as they are, in
 *   training too. `model.trainable = false` freezes it as well if the layer has `gamma` or `beta` and is one of
 *   `model.layers`: tfjs marks the trainable weights of those layers and nothing else. Set `layer.trainable` itself on a
 *   layer of `scale: false, center: false`, and `trainable` on each nested model;
 * - the axis must be the last one.
 *
 * @see Ioffe and Szegedy 2015, algorithms 1 and 2, https://arxiv.org/abs/1502.03167
 */
export class BatchNormalization extends layers.Layer {
  /** The standard Keras name. */
  static readonly className: string = 'BatchNormalization';

  readonly #standard: layers.Layer;
  readonly #config: Readonly<
    Required<Pick<BatchNormalizationArgs, 'momentum' | 'epsilon' | 'scale' | 'center'>>
  >;
  #variables: Variables | undefined;

  constructor(args: BatchNormalizationArgs = {}) {
    super(args);
    this.supportsMasking = true;
    const { momentum = 0.9, epsilon = 1e-5, scale = true, center = true } = args;
    if (!(momentum >= 0 && momentum < 1)) {
      throw new RangeError(`momentum must be at least 0 and less than 1; got ${String(momentum)}.`);
    }
    if (!(epsilon >= 0 && epsilon < Infinity)) {
      throw new RangeError(`epsilon must be a number of at least 0; got ${String(epsilon)}.`);
    }
    this.#config = { momentum, epsilon, scale, center };
    // The standard layer reads the configuration and makes the weights; this one normalizes.
    this.#standard = layers.batchNormalization({ ...args, ...this.#config, name: this.name });
  }

  /** Makes the weights `gamma`, `beta`, `moving_mean` and `moving_variance`, each `[channels]`. */
  override build(inputShape: Shape | Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    const axis = Number(this.#standard.getConfig()['axis']);
    if (axis !== -1 && axis !== shape.length - 1) {
      throw new RangeError(
        `${this.name} normalizes the last axis only (-1 or ${shape.length - 1}); got axis ${axis}. ` +
          'Transpose the input, or use tf.layers.batchNormalization.',
      );
    }
    if (typeof shape.at(-1) !== 'number') {
      throw new TypeError(
        `${this.name} needs an input with a known number of channels; got ${JSON.stringify(shape)}. ` +
          "Give the model's input its channels.",
      );
    }
    this.#standard.build(shape);
    const variables = [...this.#standard.weights];
    this.trainableWeights = variables.slice(0, -2);
    this.nonTrainableWeights = variables.slice(-2);
    this.#variables = {
      gamma: this.#config.scale ? variables.shift() : undefined,
      beta: this.#config.center ? variables.shift() : undefined,
      movingMean: variables[0] as LayerVariable,
      movingVariance: variables[1] as LayerVariable,
    };
    this.addLoss(this.#standard.losses);
    this.inputSpec = this.#standard.inputSpec;
    this.built = true;
  }

  /** Normalizes by the batch in training, by the running statistics otherwise. */
  override call(inputs: Tensor | Tensor[], kwargs: { readonly training?: boolean }): Tensor {
    return tidy(() => {
      const input = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
      const channels = input.shape.at(-1) ?? 1;
      const x = (
        input.rank === 4 ? input : reshape(input, [input.size / channels, 1, 1, channels])
      ) as Tensor4D;
      const y = this.#normalize(x, kwargs.training === true && !this.#frozen());
      return input.rank === 4 ? y : reshape(y, input.shape);
    });
  }

  /** The configuration of the standard layer, with the same keys. */
  override getConfig(): serialization.ConfigDict {
    return { ...this.#standard.getConfig(), ...super.getConfig() };
  }

  #normalize(x: Tensor4D, training: boolean): Tensor4D {
    if (this.#variables === undefined)
      throw new Error(`${this.name} is not built yet; apply it to an input.`);
    const { gamma, beta, movingMean, movingVariance } = this.#variables;
    const { momentum, epsilon } = this.#config;
    const channels = x.shape[3];
    const scale = (gamma?.read() ?? ones([channels])) as Tensor1D;
    const offset = (beta?.read() ?? zeros([channels])) as Tensor1D;
    const runningMean = movingMean.read() as Tensor1D;
    const runningVariance = movingVariance.read() as Tensor1D;
    if (!training) return batchNorm4d(x, runningMean, runningVariance, offset, scale, epsilon);
    const statistics = { runningMean, runningVariance, momentum, epsilon };
    return trainingNormalization({ x, scale, offset, ...statistics }, (mean, variance) => {
      movingMean.write(mean);
      movingVariance.write(variance);
    });
  }

  /** `model.trainable = false` reaches the trainable weights of a layer, if it has any, and not the layer itself. */
  #frozen(): boolean {
    const { gamma, beta } = this.#variables ?? {};
    return !this.trainable || gamma?.trainable === false || beta?.trainable === false;
  }
}
