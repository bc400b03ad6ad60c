import { scalar, tidy, variable as newVariable, zerosLike } from '@tensorflow/tfjs-core';
import type { Scalar, Variable } from '@tensorflow/tfjs-core';
import type { OptimizerSlot } from '../optimizer.ts';

/** One state of each variable, such as its velocity. */
export interface VariableSlots {
  /** The state of a variable, made at 0 where there is none yet. */
  of(variable: Variable): Variable;
  /** Those of several variables. */
  slots(variables: readonly Variable[]): readonly OptimizerSlot[];
  /** Frees them. */
  dispose(): void;
}

/** States with a name, for an optimizer that owns them. */
export function variableSlots(name: string): VariableSlots {
  const values = new Map<Variable, Variable>();
  const of = (variable: Variable): Variable => {
    let value = values.get(variable);
    if (!value) values.set(variable, (value = tidy(() => newVariable(zerosLike(variable), false))));
    return value;
  };
  return {
    of,
    slots: (variables) => variables.map((variable) => ({ name, of: variable, value: of(variable) })),
    dispose() {
      for (const value of values.values()) value.dispose();
      values.clear();
    },
  };
}

/** A learning rate as a tensor. */
export function scalarOf(rate: number | Scalar): Scalar {
  return typeof rate === 'number' ? scalar(rate) : rate;
}

/** A function that makes each number's scalar once. */
export function memoized(make: (value: number) => Scalar): (value: number) => Scalar {
  const made = new Map<number, Scalar>();
  return (value) => {
    let one = made.get(value);
    if (!one) made.set(value, (one = make(value)));
    return one;
  };
}
