import {
  add,
  batchNorm4d,
  customGrad,
  engine,
  getBackend,
  getKernel,
  moments,
  mul,
  rsqrt,
  sub,
  sum,
} from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** What batch normalization computes from. */
export interface NormalizationInputs {
  /** Feature map `[batch, height, width, channels]`. */
  readonly x: Tensor4D;
  /** Scale per channel, `gamma`. */
  readonly scale: Tensor1D;
  /** Offset per channel, `beta`. */
  readonly offset: Tensor1D;
  /** Mean per channel; in training the running one before this batch. */
  readonly mean: Tensor1D;
  /** Variance per channel; in training the running one before this batch. */
  readonly variance: Tensor1D;
  /** Added to the variance. */
  readonly epsilon: number;
}

/** TensorFlow's fused kernels. */
const FORWARD = 'FusedBatchNormV3';
const BACKWARD = 'FusedBatchNormGradV3';

/** Batch normalization with a given mean and variance. */
export function normalized({ x, scale, offset, mean, variance, epsilon }: NormalizationInputs): Tensor4D {
  return batchNorm4d(x, mean, variance, offset, scale, epsilon);
}

/**
 * Normalizes each channel by the mean and variance of the batch, and hands the new running statistics to `update`.
 *
 * The batch variance that enters the running variance is the unbiased one, `sum of squares / (n - 1)`. Uses TensorFlow's fused
 * kernels where the backend has them, and plain tfjs operations on every other.
 *
 * @param inputs - The batch, the layer's weights, its running statistics, and which part of them stays, in [0, 1).
 * @param update - Called once with the new running mean and variance, which it must not dispose.
 * @returns The normalized batch, differentiable in `x`, `scale` and `offset`.
 */
export function trainingNormalization(
  inputs: NormalizationInputs & { readonly momentum: number },
  update: (runningMean: Tensor, runningVariance: Tensor) => void,
): Tensor4D {
  const { momentum, epsilon, ...tensors } = inputs;
  const fused = getKernel(BACKWARD, getBackend()) !== undefined; // who has the gradient has the kernel
  const normalize = customGrad<Tensor4D>((...parameters: (Tensor | GradSaveFunc)[]) => {
    const save = parameters.at(-1) as GradSaveFunc;
    const [value, mean, variance, ...reserve] = (
      fused
        ? engine().runKernel<Tensor[]>(FORWARD, tensors, { epsilon, exponentialAvgFactor: 1 - momentum })
        : composed(inputs, momentum)
    ) as [Tensor4D, Tensor, Tensor, ...Tensor[]];
    update(mean, variance);
    save([tensors.x, tensors.scale, ...reserve]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      if (!fused) return composedGradient(dy, saved);
      const [x, scale, reserve1, reserve2, reserve3] = saved;
      const all = { dy, x, scale, reserve1, reserve2, reserve3 } as Record<string, Tensor>;
      return engine().runKernel<Tensor[]>(BACKWARD, all, { epsilon });
    };
    return { value, gradFunc };
  });
  return normalize(tensors.x, tensors.scale, tensors.offset);
}

/** The output, the new running statistics, and what the gradient needs beside the inputs. */
function composed(inputs: NormalizationInputs, momentum: number): Tensor[] {
  const { x, epsilon } = inputs;
  const { mean, variance } = moments(x, [0, 1, 2]);
  const y = normalized({ ...inputs, mean: mean as Tensor1D, variance: variance as Tensor1D });
  const blend = (running: Tensor, batch: Tensor, factor: number): Tensor =>
    add(mul(running, momentum), mul(batch, (1 - momentum) * factor));
  const count = x.size / x.shape[3];
  return [
    y,
    blend(inputs.mean, mean, 1),
    blend(inputs.variance, variance, count / Math.max(count - 1, 1)),
    mean,
    rsqrt(add(variance, epsilon)),
  ];
}

/** Gradients with respect to `x`, `scale` and `offset`. */
function composedGradient(dy: Tensor, saved: readonly Tensor[]): Tensor[] {
  const [x, scale, mean, inverseDeviation] = saved as [Tensor, Tensor, Tensor, Tensor];
  const normal = mul(sub(x, mean), inverseDeviation);
  const dOffset = sum(dy, [0, 1, 2]);
  const dScale = sum(mul(dy, normal), [0, 1, 2]);
  const centred = sub(dy, mul(add(dOffset, mul(normal, dScale)), dOffset.size / x.size));
  return [mul(mul(scale, inverseDeviation), centred), dScale, dOffset];
}
