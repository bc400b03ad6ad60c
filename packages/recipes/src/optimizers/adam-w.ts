import {
  add,
  div,
  expm1,
  mul,
  neg,
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
import { expectDecay } from './decay.ts';
import type { Decay, VariableMatch } from './decay.ts';
import { memoized, scalarOf, variableSlots } from './variable-slots.ts';
import { weightRules } from './weight-groups.ts';
import type { WeightGroup, WeightRule } from './weight-groups.ts';

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
   * What decays: see {@link Decay}; or a function that tells.
   * @defaultValue 'kernels'
   */
  readonly decay?: Decay | VariableMatch;
  /**
   * Weights with a rate or a decay of their own, such as `[{ match: 'biases', rateFactor: 64 }]`.
   * @defaultValue none
   */
  readonly groups?: readonly WeightGroup[];
}

const EXPECTED: OptionsExample<AdamWOptions> = {
  owner: 'adamW',
  known: { beta1: true, beta2: true, epsilon: true, weightDecay: true, decay: true, groups: true },
  example: 'adamW({ weightDecay: 0.01 })',
};

/** What is the same for all variables of a step. */
interface StepFactors {
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
  const ruleOf = weightRules({ groups: options.groups ?? [], weightDecay, decay });
  const means = variableSlots('mean');
  const squares = variableSlots('meanSquare');
  let count: Variable | undefined;
  const counted = (): Variable => (count ??= tidy(() => newVariable(scalar(0), false)));

  /** `1 - beta ^ t`, in which float32 would lose four digits where beta is near 1. */
  const correctionOf = (beta: number, steps: Tensor): Tensor => neg(expm1(mul(steps, Math.log(beta))));

  const update = (
    variable: Variable,
    gradient: Tensor,
    { correction1, correction2 }: StepFactors,
    rate: Scalar,
    own: WeightRule,
  ): void => {
    const mean = means.of(variable);
    const meanSquare = squares.of(variable);
    mean.assign(add(mul(mean, beta1), mul(gradient, 1 - beta1)));
    meanSquare.assign(add(mul(meanSquare, beta2), mul(square(gradient), 1 - beta2)));
    const scale = add(sqrt(div(meanSquare, correction2)), epsilon);
    const pull = mul(div(div(mean, correction1), scale), rate);
    const start = own.weightDecay > 0 ? sub(variable, mul(variable, mul(rate, own.weightDecay))) : variable;
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
          correction1: correctionOf(beta1, steps),
          correction2: correctionOf(beta2, steps),
        };
        const rates = memoized((factor) => (factor === 1 ? scalarOf(rate) : mul(scalarOf(rate), factor)));
        for (const variable of variables) {
          const gradient = gradients[variable.name];
          if (!gradient) continue;
          const own = ruleOf(variable);
          update(variable, gradient, factors, rates(own.rateFactor), own);
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
