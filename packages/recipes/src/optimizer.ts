import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-core';

/** What an {@link Optimizer} needs for one update. */
export interface OptimizerStep {
  /** The variables to update. One without a gradient is left as it is. */
  readonly variables: readonly Variable[];
  /** Gradients by the name of their variable, as `variableGrads` returns them; the caller disposes them. */
  readonly gradients: NamedTensorMap;
  /** The learning rate of this step. */
  readonly rate: number;
}

/** Updates variables from their gradients. Whoever makes one disposes it. */
export interface Optimizer {
  /** Updates the variables once. */
  step(options: OptimizerStep): void;
  /** Frees the optimizer's own tensors. */
  dispose(): void;
}
