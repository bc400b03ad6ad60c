import type { NamedTensorMap, Scalar, Variable } from '@tensorflow/tfjs-core';

/** What an {@link Optimizer} needs for one update. */
export interface OptimizerStep {
  /** The variables to update. One without a gradient is left as it is. */
  readonly variables: readonly Variable[];
  /** Gradients by the name of their variable, as `variableGrads` returns them; the caller disposes them. */
  readonly gradients: NamedTensorMap;
  /** The learning rate of this step; a tensor only where the optimizer takes one. */
  readonly rate: number | Scalar;
}

/** Updates variables from their gradients. Whoever makes one disposes it. */
export interface Optimizer {
  /**
   * Whether `rate` may be a tensor, and all state is in `tf.variable`s: such an optimizer can be part of a compiled step, which
   * is recorded once and gets another rate at each step.
   * @defaultValue false
   */
  readonly takesTensorRate?: boolean;
  /** Updates the variables once. */
  step(options: OptimizerStep): void;
  /** Frees the optimizer's own tensors. */
  dispose(): void;
}
