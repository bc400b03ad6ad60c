import {
  add,
  div,
  mul,
  pow,
  scalar,
  sqrt,
  square,
  sub,
  tidy,
  variable as newVariable,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Optimizer, OptimizerStep } from '../optimizer.ts';
import { expectDecay, isDecayed } from './decay.ts';
import type { Decay } from './decay.ts';
import { scalarOf, variableSlots } from './variable-slots.ts';

/** Options of {@link adamW}. */
export interface AdamWOptions {
  /**
   * Decay of the mean of the gradients, at least 0 and below 1.
   * @defaultValue 0.9
   */
  readonly beta1?: number;
  /**
   * Decay of the mean of their squares, at least 0 and below 1.
   * @defaultValue 0.999
   */
  readonly beta2?: number;
  /**
   * Added to the root of the mean square.
   * @defaultValue 1e-8
   */
  readonly epsilon?: number;
  /**
   * Weight decay: this times the rate times the weight is subtracted from the weight.
   * @defaultValue 0.01
   */
  readonly weightDecay?: number;
  /**
   * What decays: see {@link Decay}.
   * @defaultValue 'kernels'
   */
  readonly decay?: Decay;
}

const EXPECTED: OptionsExample<AdamWOptions> = {
  owner: 'adamW',
  known: { beta1: true, beta2: true, epsilon: true, weightDecay: true, decay: true },
  example: 'adamW({ weightDecay: 0.01 })',
};

/** What is the same for all variables of a step. */
interface StepFactors {
  readonly rate: Scalar;
  /** `1 - beta1 ^ t` and `1 - beta2 ^ t`. */
  readonly correction1: Tensor;
  readonly correction2: Tensor;
}

/**
 * Adam with decoupled weight decay, as PyTorch's `AdamW`: `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`,
 * `w = w - rate weightDecay w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)`.
 *
 * The count of steps t is a variable, so that it can be part of a compiled step.
 *
 * Differs: PyTorch decays every parameter; here kernels do by default, as `decay` says.
 * @throws RangeError if a beta is not in [0, 1), or another number is negative or not finite.
 * @throws TypeError if `decay` is none of its words, or an option is unknown.
 * @see [Loshchilov and Hutter 2019](https://arxiv.org/abs/1711.05101), algorithm 2.
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  expectOptions(options, EXPECTED);
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01, decay = 'kernels' } = options;
  expectNumber('beta1', beta1, 1);
  expectNumber('beta2', beta2, 1);
  expectNumber('epsilon', epsilon);
  expectNumber('weightDecay', weightDecay);
  expectDecay(decay);
  const means = variableSlots('mean');
  const squares = variableSlots('meanSquare');
  let count: Variable | undefined;
  const counted = (): Variable => (count ??= tidy(() => newVariable(scalar(0), false)));

  const update = (variable: Variable, gradient: Tensor, factors: StepFactors): void => {
    const { rate, correction1, correction2 } = factors;
    const mean = means.of(variable);
    const meanSquare = squares.of(variable);
    mean.assign(add(mul(mean, beta1), mul(gradient, 1 - beta1)));
    meanSquare.assign(add(mul(meanSquare, beta2), mul(square(gradient), 1 - beta2)));
    const scale = add(sqrt(div(meanSquare, correction2)), epsilon);
    const pull = mul(div(div(mean, correction1), scale), rate);
    const start =
      weightDecay > 0 && isDecayed(decay, variable)
        ? sub(variable, mul(variable, mul(rate, weightDecay)))
        : variable;
    variable.assign(sub(start, pull));
  };

  return {
    takesTensorRate: true,
    slots: (variables) => [
      { name: 'count', value: counted() },
      ...means.slots(variables),
      ...squares.slots(variables),
    ],
    step({ variables, gradients, rate }: OptimizerStep): void {
      if (typeof rate === 'number') expectNumber('rate', rate);
      tidy(() => {
        const steps = counted();
        steps.assign(add(steps, 1));
        const factors = {
          rate: scalarOf(rate),
          correction1: sub(1, pow(beta1, steps)),
          correction2: sub(1, pow(beta2, steps)),
        };
        for (const variable of variables) {
          const gradient = gradients[variable.name];
          if (gradient) update(variable, gradient, factors);
        }
      });
    },
    dispose() {
      means.dispose();
      squares.dispose();
      count?.dispose();
      count = undefined;
    },
  };
}
