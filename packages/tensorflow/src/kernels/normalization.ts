import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { bool, float, int, string } from '../eager/attributes.ts';
import { ensureOneOpGradient } from '../gradients/one-op.ts';
import { kernel } from './kernel.ts';

interface InferenceInputs {
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly scale?: TensorInfo;
  readonly offset?: TensorInfo;
}

interface TrainingInputs {
  readonly x: TensorInfo;
  readonly scale: TensorInfo;
  readonly offset: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
}

interface TrainingGradInputs {
  readonly dy: TensorInfo;
  readonly x: TensorInfo;
  readonly scale: TensorInfo;
  readonly reserve1: TensorInfo;
  readonly reserve2: TensorInfo;
  readonly reserve3: TensorInfo;
}

interface LrnAttrs {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

const lrnAttributes = ({ depthRadius, bias, alpha, beta }: LrnAttrs) => ({
  depth_radius: int(depthRadius),
  bias: float(bias),
  alpha: float(alpha),
  beta: float(beta),
});

/**
 * Normalization kernels. `FusedBatchNorm` is tfjs's (inference); `FusedBatchNormV3` and `FusedBatchNormGradV3` are
 * TensorFlow's own training op and its gradient under their own names, for batch normalization layers that look for them; the
 * gradient with `training: false` is that of normalizing by given statistics, `reserve1` and `reserve2`.
 */
export const NORMALIZATION: readonly KernelConfig[] = [
  kernel<InferenceInputs, { varianceEpsilon: number }>(
    'FusedBatchNorm',
    ({ inputs: { x, mean, variance, scale, offset }, attrs: { varianceEpsilon }, backend }) => {
      ensureOneOpGradient('FusedBatchNorm');
      const perChannel = [mean, variance, scale, offset].every(
        (vector) => !vector || vector.shape.length === 1,
      );
      if (perChannel && x.shape.length === 4) {
        const [channels = 0] = mean.shape;
        const fill = (value: number): TensorInfo =>
          backend.run1('Fill', [backend.int32([channels]), backend.constant(value, 'float32')]);
        const [y] = backend.run(
          'FusedBatchNormV3',
          [x, scale ?? fill(1), offset ?? fill(0), mean, variance],
          { epsilon: float(varianceEpsilon), is_training: bool(false), data_format: string('NHWC') },
          6,
        );
        return y as TensorInfo;
      }
      // Statistics per element: plain arithmetic, (x - mean) * (scale / sqrt(variance + epsilon)) + offset.
      const shifted = backend.run1('AddV2', [variance, backend.constant(varianceEpsilon, 'float32')]);
      const inverse = backend.run1('Rsqrt', [shifted]);
      const factor = scale ? backend.run1('Mul', [inverse, scale]) : inverse;
      const scaled = backend.run1('Mul', [backend.run1('Sub', [x, mean]), factor]);
      return offset ? backend.run1('AddV2', [scaled, offset]) : scaled;
    },
  ),
  kernel<TrainingInputs, { epsilon: number; exponentialAvgFactor: number }>(
    'FusedBatchNormV3',
    ({ inputs: { x, scale, offset, mean, variance }, attrs: { epsilon, exponentialAvgFactor }, backend }) =>
      backend.run(
        'FusedBatchNormV3',
        [x, scale, offset, mean, variance],
        {
          epsilon: float(epsilon),
          exponential_avg_factor: float(exponentialAvgFactor),
          is_training: bool(true),
          data_format: string('NHWC'),
        },
        6,
      ),
  ),
  kernel<TrainingGradInputs, { epsilon: number; training?: boolean }>(
    'FusedBatchNormGradV3',
    ({
      inputs: { dy, x, scale, reserve1, reserve2, reserve3 },
      attrs: { epsilon, training = true },
      backend,
    }) => {
      const [dx, dScale, dOffset] = backend.run(
        'FusedBatchNormGradV3',
        [dy, x, scale, reserve1, reserve2, reserve3],
        { epsilon: float(epsilon), is_training: bool(training), data_format: string('NHWC') },
        5,
      );
      return [dx, dScale, dOffset] as TensorInfo[];
    },
  ),
  kernel<{ x: TensorInfo }, LrnAttrs>('LRN', ({ inputs: { x }, attrs, backend }) =>
    backend.run1('LRN', [x], lrnAttributes(attrs)),
  ),
  kernel<{ x: TensorInfo; y: TensorInfo; dy: TensorInfo }, LrnAttrs>(
    'LRNGrad',
    ({ inputs: { x, y, dy }, attrs, backend }) => backend.run1('LRNGrad', [dy, x, y], lrnAttributes(attrs)),
  ),
];
