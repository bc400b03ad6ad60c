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

/** A tensor of an optimizer's state, such as the velocity of a weight. */
export interface OptimizerSlot {
  /** Which one, such as `velocity`: unique among the slots of one variable. */
  readonly name: string;
  /** The variable whose slot it is; absent where it is the optimizer's as a whole, such as a count of steps. */
  readonly of?: Variable;
  /** The state itself, the optimizer's to dispose. */
  readonly value: Variable;
}

/** Updates variables from their gradients. Whoever makes one disposes it. */
export interface Optimizer {
  /**
   * Whether `rate` may be a tensor, and all state is in `tf.variable`s: such an optimizer can be part of a compiled step, which
   * is recorded once and gets another rate at each step.
   * @defaultValue false
   */
  readonly takesTensorRate?: boolean;
  /**
   * The optimizer's own state for these variables, made where it is not there yet. What a checkpoint holds and brings back: a
   * checkpoint's values are assigned to the variables that this returns.
   * @defaultValue the optimizer has no state
   */
  slots?(variables: readonly Variable[]): readonly OptimizerSlot[];
  /** Updates the variables once. */
  step(options: OptimizerStep): void;
  /** Frees the optimizer's own tensors. */
  dispose(): void;
}
