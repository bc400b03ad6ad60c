import { add, mul, tidy, variable as newVariable, zerosLike } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Scalar, Variable } from '@tensorflow/tfjs-core';

/** Sums the gradients of several batches, in a step that may be compiled. Whoever makes one disposes it. */
export interface GradientAccumulator {
  /** Adds `share` times the gradients of these variables; one without a gradient adds nothing. */
  add(variables: readonly Variable[], gradients: NamedTensorMap, share: Scalar): void;
  /** The sums by the variables' names, the caller's to dispose; they begin at 0 again. */
  take(variables: readonly Variable[]): NamedTensorMap;
  /** Frees the sums. */
  dispose(): void;
}

/** Makes an accumulator. Between steps its sums are 0, so that a checkpoint needs none of them. */
export function gradientAccumulator(): GradientAccumulator {
  const sums = new Map<Variable, Variable>();
  const sumOf = (variable: Variable): Variable => {
    let sum = sums.get(variable);
    if (!sum) sums.set(variable, (sum = tidy(() => newVariable(zerosLike(variable), false))));
    return sum;
  };
  return {
    add(variables, gradients, share) {
      tidy(() => {
        for (const variable of variables) {
          const gradient = gradients[variable.name];
          const sum = sumOf(variable);
          if (gradient) sum.assign(add(sum, mul(gradient, share)));
        }
      });
    },
    take(variables) {
      return tidy(() =>
        Object.fromEntries(
          variables.map((variable) => {
            const sum = sumOf(variable);
            const taken = sum.clone();
            sum.assign(zerosLike(sum));
            return [variable.name, taken];
          }),
        ),
      );
    },
    dispose() {
      for (const sum of sums.values()) sum.dispose();
      sums.clear();
    },
  };
}
