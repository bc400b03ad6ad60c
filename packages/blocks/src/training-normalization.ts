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

/** What batch normalization in training starts from. */
export interface NormalizationInputs {
  /** Feature map `[batch, height, width, channels]`. */
  readonly x: Tensor4D;
  /** Scale per channel, `gamma`. */
  readonly scale: Tensor1D;
  /** Offset per channel, `beta`. */
  readonly offset: Tensor1D;
  /** Running mean per channel before this batch. */
  readonly runningMean: Tensor1D;
  /** Running variance per channel before this batch. */
  readonly runningVariance: Tensor1D;
  /** Part of the running statistics that stays, in [0, 1). */
  readonly momentum: number;
  /** Added to the variance. */
  readonly epsilon: number;
}

/** One way to compute batch normalization in training and its gradient. */
interface Implementation {
  /** Normalizes; `reserve` is what the gradient needs beside the inputs. */
  readonly forward: (inputs: NormalizationInputs) => {
    readonly y: Tensor4D;
    readonly mean: Tensor;
    readonly variance: Tensor;
    readonly reserve: readonly Tensor[];
  };
  /** Gradients with respect to `x`, `scale` and `offset`. */
  readonly backward: (
    dy: Tensor,
    x: Tensor,
    scale: Tensor,
    reserve: readonly Tensor[],
    epsilon: number,
  ) => Tensor[];
}

/** TensorFlow's fused kernels, where the backend has them. */
const fused: Implementation = {
  forward({ x, scale, offset, runningMean, runningVariance, momentum, epsilon }) {
    const inputs = { x, scale, offset, mean: runningMean, variance: runningVariance };
    const attributes = { epsilon, exponentialAvgFactor: 1 - momentum };
    const [y, mean, variance, ...reserve] = engine().runKernel<Tensor[]>(
      'FusedBatchNormV3',
      inputs,
      attributes,
    ) as [Tensor4D, Tensor, Tensor, ...Tensor[]];
    return { y, mean, variance, reserve };
  },
  backward(dy, x, scale, [reserve1, reserve2, reserve3], epsilon) {
    const inputs = { dy, x, scale, reserve1, reserve2, reserve3 } as Record<string, Tensor>;
    return engine().runKernel<Tensor[]>('FusedBatchNormGradV3', inputs, { epsilon });
  },
};

/** The same in plain tfjs operations, for every other backend. */
const composed: Implementation = {
  forward({ x, scale, offset, runningMean, runningVariance, momentum, epsilon }) {
    const { mean, variance } = moments(x, [0, 1, 2]);
    const y = batchNorm4d(x, mean as Tensor1D, variance as Tensor1D, offset, scale, epsilon);
    const count = samplesPerChannel(x);
    const blend = (running: Tensor, batch: Tensor): Tensor =>
      add(mul(running, momentum), mul(batch, 1 - momentum));
    return {
      y,
      mean: blend(runningMean, mean),
      variance: blend(runningVariance, mul(variance, count / Math.max(count - 1, 1))),
      reserve: [mean, rsqrt(add(variance, epsilon))],
    };
  },
  backward(dy, x, scale, [mean, inverseDeviation]) {
    const count = samplesPerChannel(x);
    const normalized = mul(sub(x, mean as Tensor), inverseDeviation as Tensor);
    const dOffset = sum(dy, [0, 1, 2]);
    const dScale = sum(mul(dy, normalized), [0, 1, 2]);
    const centred = sub(dy, mul(add(dOffset, mul(normalized, dScale)), 1 / count));
    return [mul(mul(scale, inverseDeviation as Tensor), centred), dScale, dOffset];
  },
};

function samplesPerChannel(x: Tensor): number {
  return x.size / (x.shape.at(-1) ?? 1);
}

/**
 * Normalizes each channel by the mean and variance of the batch, and hands the new running statistics to `update`.
 *
 * The batch variance that enters the running variance is the unbiased one, `sum of squares / (n - 1)`.
 *
 * @param inputs - The batch, the layer's weights and its running statistics.
 * @param update - Called once with the new running mean and variance, which it must not dispose.
 * @returns The normalized batch, differentiable in `x`, `scale` and `offset`.
 */
export function trainingNormalization(
  inputs: NormalizationInputs,
  update: (runningMean: Tensor, runningVariance: Tensor) => void,
): Tensor4D {
  const { x, scale, offset, epsilon } = inputs;
  const hasKernels = ['FusedBatchNormV3', 'FusedBatchNormGradV3'].every(
    (name) => getKernel(name, getBackend()) !== undefined,
  );
  const implementation = hasKernels ? fused : composed;
  const normalize = customGrad<Tensor4D>((...parameters: (Tensor | GradSaveFunc)[]) => {
    const save = parameters.at(-1) as GradSaveFunc;
    const { y, mean, variance, reserve } = implementation.forward(inputs);
    update(mean, variance);
    save([x, scale, ...reserve]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [savedX, savedScale, ...savedReserve] = saved as [Tensor, Tensor, ...Tensor[]];
      return implementation.backward(dy, savedX, savedScale, savedReserve, epsilon);
    };
    return { value: y, gradFunc };
  });
  return normalize(x, scale, offset);
}
