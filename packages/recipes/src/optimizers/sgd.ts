import { add, mul, neg, scalar, sub, tidy } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { expectNumber } from '../bounds.ts';
import { expectDecay } from './decay.ts';
import type { Decay, VariableMatch } from './decay.ts';
import { memoized, scalarOf, variableSlots } from './variable-slots.ts';
import { weightRules } from './weight-groups.ts';
import type { WeightGroup } from './weight-groups.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Optimizer, OptimizerStep } from '../optimizer.ts';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /**
   * Momentum m, at least 0 and below 1; at 0 no velocities are kept.
   * @defaultValue 0.9
   */
  readonly momentum?: number;
  /**
   * Which of the two conventions the velocity follows: with `'pytorch'`, also tfjs's, the rate multiplies the velocity, `v = m v + g`,
   * `w = w - rate v`; with `'caffe'`, also Keras's, it multiplies the gradient, `v = m v - rate g`, `w = w + v`. The same at a
   * constant rate. After a change of the rate from r to s, `'pytorch'` moves at the new rate at once, and `'caffe'` goes on at the old one
   * for about `1 / (1 - m)` steps: for the same gradients its k-th step is longer by `m^k (r - s) v`, v the first one's velocity before.
   * @defaultValue 'pytorch'
   */
  readonly form?: 'pytorch' | 'caffe';
  /**
   * Weight decay: this times the weight is added to its gradient, or, where it is `decoupled`, this times the rate times the weight
   * is subtracted from the weight.
   * @defaultValue 0
   */
  readonly weightDecay?: number;
  /**
   * Whether weights decay beside the gradient and its momentum, as Loshchilov and Hutter 2019 (algorithm 1) do.
   * @defaultValue false, as in the papers
   */
  readonly decoupled?: boolean;
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
  /**
   * Nesterov's form: the step is `rate (g + m v)` in place of `rate v`; with `'caffe'`, `m v - rate g` in place of `v`, as Keras has it.
   * @defaultValue false
   */
  readonly nesterov?: boolean;
}

const EXPECTED: OptionsExample<SgdOptions> = {
  owner: 'sgd',
  known: {
    momentum: true,
    form: true,
    weightDecay: true,
    decoupled: true,
    decay: true,
    groups: true,
    nesterov: true,
  },
  example: 'sgd({ momentum: 0.9 })',
};

interface Factors {
  /** The variable's own. */
  readonly rate: Scalar;
  readonly momentum: Scalar;
  /** The variable's own; undefined where it does not decay. */
  readonly weightDecay: Scalar | undefined;
}

/**
 * Stochastic gradient descent: `g = g + weightDecay w`, `v = momentum v + g`, `w = w - rate v`.
 *
 * After the first step the velocity is the first gradient. A velocity is made at the first step of its variable, at 0, and freed by
 * `dispose()`. Runs 4 tensor operations per variable and step, 2 more where weights decay and 2 more with `nesterov`; without
 * momentum, 2 and 2.
 *
 * AlexNet, VGG and He et al.'s own code hold Caffe's form of momentum, which `form` gives.
 * @throws RangeError if `momentum` is not in [0, 1), `weightDecay` is negative, or a step's rate is negative or not finite.
 * @throws TypeError if `nesterov` is set without momentum, `decay` or `form` is none of its words, or an option is unknown: the
 * learning rate is none of them.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385), section 3.4: momentum 0.9, weight decay 1e-4.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  expectOptions(options, EXPECTED);
  const { momentum = 0.9, weightDecay = 0, decay = 'kernels', nesterov = false } = options;
  const { form = 'pytorch', decoupled = false, groups = [] } = options;
  expectNumber('momentum', momentum, 1);
  expectNumber('weightDecay', weightDecay);
  expectDecay(decay);
  const ruleOf = weightRules({ groups, weightDecay, decay });
  if (form !== 'pytorch' && form !== 'caffe')
    throw new TypeError(`form must be 'pytorch' or 'caffe'; got '${String(form)}'.`);
  if (nesterov && momentum === 0) {
    throw new TypeError('nesterov needs a momentum above 0; got momentum 0.');
  }
  const velocities = variableSlots('velocity');

  const velocityOf = (variable: Variable, gradient: Tensor, factors: Factors): Tensor => {
    const velocity = velocities.of(variable);
    const next = add(mul(velocity, factors.momentum), gradient);
    velocity.assign(next);
    return next;
  };

  /** What is subtracted, before the rate multiplies it. */
  const direction = (variable: Variable, slope: Tensor, factors: Factors): Tensor => {
    if (momentum === 0) return slope;
    const velocity = velocityOf(variable, slope, factors);
    return nesterov ? add(slope, mul(velocity, factors.momentum)) : velocity;
  };

  /** What is added, where the velocity has the rate in it. */
  const displacement = (variable: Variable, slope: Tensor, factors: Factors): Tensor => {
    const pull = neg(mul(slope, factors.rate));
    if (momentum === 0) return pull;
    const velocity = velocityOf(variable, pull, factors);
    return nesterov ? add(pull, mul(velocity, factors.momentum)) : velocity;
  };

  const update = (variable: Variable, gradient: Tensor, factors: Factors): void => {
    const { rate, weightDecay: decaying } = factors;
    const slope = decaying && !decoupled ? add(gradient, mul(variable, decaying)) : gradient;
    const start = decaying && decoupled ? sub(variable, mul(variable, mul(rate, decaying))) : variable;
    variable.assign(
      form === 'caffe'
        ? add(start, displacement(variable, slope, factors))
        : sub(start, mul(direction(variable, slope, factors), rate)),
    );
  };

  return {
    takesTensorRate: true,
    slots: (variables) => (momentum === 0 ? [] : velocities.slots(variables)),
    step({ variables, gradients, rate }: OptimizerStep): void {
      if (typeof rate === 'number') expectNumber('rate', rate);
      tidy(() => {
        const momentumScalar = scalar(momentum);
        const rates = memoized((factor) => (factor === 1 ? scalarOf(rate) : mul(scalarOf(rate), factor)));
        const decays = memoized((own) => scalar(own));
        for (const variable of variables) {
          const gradient = gradients[variable.name];
          if (!gradient) continue;
          const own = ruleOf(variable);
          update(variable, gradient, {
            rate: rates(own.rateFactor),
            momentum: momentumScalar,
            weightDecay: own.weightDecay > 0 ? decays(own.weightDecay) : undefined,
          });
        }
      });
    },
    dispose: () => velocities.dispose(),
  };
}
