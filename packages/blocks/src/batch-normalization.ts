import { ones, reshape, tidy, zeros } from '@tensorflow/tfjs-core';
import type { serialization, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { expectValue } from './argument-checks.ts';
import { fraction, notNegative } from './option-rules.ts';
import { normalized, trainingNormalization } from './training-normalization.ts';

/** Arguments of {@link BatchNormalization}: those of `tf.layers.batchNormalization`. */
export type BatchNormalizationArgs = NonNullable<Parameters<typeof layers.batchNormalization>[0]>;

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
  /** `gamma` if there is a scale, `beta` if there is a centre, the moving mean and the moving variance. */
  #variables: readonly LayerVariable[] = [];

  constructor(args: BatchNormalizationArgs = {}) {
    super(args);
    this.supportsMasking = true;
    const { momentum = 0.9, epsilon = 1e-5, scale = true, center = true } = args;
    expectValue(`${this.name}: momentum`, momentum, fraction);
    expectValue(`${this.name}: epsilon`, epsilon, notNegative);
    this.#config = { momentum, epsilon, scale, center };
    // The standard layer reads the configuration and makes the weights; this one normalizes.
    this.#standard = layers.batchNormalization({ ...args, ...this.#config, name: this.name });
  }

  /** Makes the weights `gamma`, `beta`, `moving_mean` and `moving_variance`, each `[channels]`. */
  override build(inputShape: Shape | Shape[]): void {
    const shape = inputShape.flat();
    const axis = this.#standard.getConfig()['axis'];
    const last = shape.length - 1;
    if (axis !== -1 && axis !== last) {
      throw new RangeError(
        `${this.name} normalizes the last axis only (-1 or ${last}); got axis ${String(axis)}. Transpose the input, or use tf.layers.batchNormalization.`,
      );
    }
    this.#standard.build(shape);
    this.#variables = this.#standard.weights;
    this.trainableWeights = this.#variables.slice(0, -2);
    this.nonTrainableWeights = this.#variables.slice(-2);
    this.addLoss(this.#standard.losses);
    this.inputSpec = this.#standard.inputSpec;
    this.built = true;
  }

  /** Normalizes by the batch in training, by the running statistics otherwise. */
  override call(inputs: Tensor | Tensor[], { training }: { readonly training?: boolean }): Tensor {
    return tidy(() => {
      const input = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
      const channels = input.shape.at(-1) ?? 1;
      const { momentum, epsilon, scale: scaled, center } = this.#config;
      const variables = [...this.#variables];
      const gamma = scaled ? variables.shift() : undefined;
      const beta = center ? variables.shift() : undefined;
      const [movingMean, movingVariance] = variables as [LayerVariable, LayerVariable];
      // `model.trainable = false` reaches the trainable weights of a layer, if it has any, and not the layer itself.
      const frozen = !this.trainable || gamma?.trainable === false || beta?.trainable === false;
      const x = input.rank === 4 ? input : reshape(input, [-1, 1, 1, channels]);
      const normalization = {
        x: x as Tensor4D,
        scale: (gamma?.read() ?? ones([channels])) as Tensor1D,
        offset: (beta?.read() ?? zeros([channels])) as Tensor1D,
        mean: movingMean.read() as Tensor1D,
        variance: movingVariance.read() as Tensor1D,
        epsilon,
      };
      const y =
        training === true && !frozen
          ? trainingNormalization({ ...normalization, momentum }, (mean, variance) => {
              movingMean.write(mean);
              movingVariance.write(variance);
            })
          : normalized(normalization);
      return input.rank === 4 ? y : reshape(y, input.shape);
    });
  }

  /** The configuration of the standard layer, with the same keys. */
  override getConfig(): serialization.ConfigDict {
    return { ...this.#standard.getConfig(), ...super.getConfig() };
  }
}
