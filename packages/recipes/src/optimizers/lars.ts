import {
  add,
  div,
  greater,
  logicalAnd,
  mul,
  norm,
  onesLike,
  scalar,
  sub,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { expectNumber } from '../bounds.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Optimizer, OptimizerStep } from '../optimizer.ts';
import { expectDecay, isDecayed } from './decay.ts';
import type { Decay, VariableMatch } from './decay.ts';
import { scalarOf, variableSlots } from './variable-slots.ts';

/** Options of {@link lars}. */
export interface LarsOptions {
  /**
   * Momentum m of `v = m v + rate r g`, at least 0 and below 1.
   * @defaultValue 0.9
   */
  readonly momentum?: number;
  /**
   * Weight decay: this times the weight is added to its gradient.
   * @defaultValue 0
   */
  readonly weightDecay?: number;
  /**
   * What decays, and has a rate of its own: see {@link Decay}; or a function that tells. All else follows plain momentum.
   * @defaultValue 'kernels'
   */
  readonly decay?: Decay | VariableMatch;
  /**
   * Trust coefficient, how far a weight may move in one step as a share of its norm.
   * @defaultValue 0.001
   */
  readonly trust?: number;
}

const EXPECTED: OptionsExample<LarsOptions> = {
  owner: 'lars',
  known: { momentum: true, weightDecay: true, decay: true, trust: true },
  example: 'lars({ weightDecay: 1e-4 })',
};

/**
 * Layer-wise adaptive rate scaling for large batches: a kernel's rate is multiplied by
 * `r = trust |w| / (|g| + weightDecay |w|)`, and by 1 where one of the norms is 0; `v = momentum v + rate r (g + weightDecay w)`,
 * `w = w - v`.
 *
 * Differs: the paper scales every layer; batch norm's variables and biases are left out here, as the field does since.
 * @throws RangeError if `momentum` is not in [0, 1), or another number is negative or not finite.
 * @throws TypeError if `decay` is none of its words, or an option is unknown.
 * @see [You et al. 2017](https://arxiv.org/abs/1708.03888), algorithm 1.
 */
export function lars(options: LarsOptions = {}): Optimizer {
  expectOptions(options, EXPECTED);
  const { momentum = 0.9, weightDecay = 0, decay = 'kernels', trust = 0.001 } = options;
  expectNumber('momentum', momentum, 1);
  expectNumber('weightDecay', weightDecay);
  expectNumber('trust', trust);
  expectDecay(decay);
  const velocities = variableSlots('velocity');

  const ratioOf = (variable: Variable, gradient: Tensor): Tensor => {
    const size = norm(variable);
    const slope = norm(gradient);
    const ratio = div(mul(size, trust), add(slope, mul(size, weightDecay)));
    return where(logicalAnd(greater(size, 0), greater(slope, 0)), ratio, onesLike(ratio));
  };

  const update = (variable: Variable, gradient: Tensor, rate: Scalar): void => {
    const scaled = isDecayed(decay, variable);
    const slope = scaled && weightDecay > 0 ? add(gradient, mul(variable, weightDecay)) : gradient;
    const own = scaled ? mul(rate, ratioOf(variable, gradient)) : rate;
    const velocity = velocities.of(variable);
    velocity.assign(add(mul(velocity, scalar(momentum)), mul(slope, own)));
    variable.assign(sub(variable, velocity));
  };

  return {
    takesTensorRate: true,
    slots: (variables) => velocities.slots(variables),
    step({ variables, gradients, rate }: OptimizerStep): void {
      if (typeof rate === 'number') expectNumber('rate', rate);
      tidy(() => {
        for (const variable of variables) {
          const gradient = gradients[variable.name];
          if (gradient) update(variable, gradient, scalarOf(rate));
        }
      });
    },
    dispose: () => velocities.dispose(),
  };
}
