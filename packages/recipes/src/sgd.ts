import { add, mul, scalar, sub, tidy, variable as newVariable, zerosLike } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { expectNumber } from './bounds.ts';
import { expectOptions } from './option-checks.ts';
import type { OptionsExample } from './option-checks.ts';
import type { Optimizer, OptimizerStep } from './optimizer.ts';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /**
   * Momentum m of `v = m v + g`, at least 0 and below 1; at 0 no velocities are kept.
   * @defaultValue 0.9
   */
  readonly momentum?: number;
  /**
   * Weight decay: this times the weight is added to its gradient (coupled, as in the papers; not AdamW's way).
   * @defaultValue 0
   */
  readonly weightDecay?: number;
  /**
   * What decays: `'kernels'`, variables of rank 2 or more, which are the convolution and dense kernels, while biases and
   * batch norm's scale and offset have rank 1; or `'all'` variables, as torchvision does by default.
   * @defaultValue 'kernels'
   */
  readonly decay?: 'kernels' | 'all';
  /**
   * Nesterov's form: the step is `rate (g + m v)` in place of `rate v`.
   * @defaultValue false
   */
  readonly nesterov?: boolean;
}

const EXPECTED: OptionsExample<SgdOptions> = {
  owner: 'sgd',
  known: { momentum: true, weightDecay: true, decay: true, nesterov: true },
  example: 'sgd({ momentum: 0.9 })',
};

interface Factors {
  readonly rate: Scalar;
  readonly momentum: Scalar;
  readonly weightDecay: Scalar;
}

/**
 * Stochastic gradient descent: `g = g + weightDecay w`, `v = momentum v + g`, `w = w - rate v`.
 *
 * The rate multiplies the velocity, the convention of PyTorch and tfjs; after the first step the velocity is the first gradient.
 * A velocity is made at the first step of its variable, at 0, and freed by `dispose()`. Runs 4 tensor operations per
 * variable and step, 2 more where weights decay and 2 more with `nesterov`; without momentum, 2 and 2.
 *
 * Differs: Caffe (AlexNet, VGG, and He et al.'s own code) and Keras hold `v = momentum v - rate g`, `w = w + v`, which is the same
 * at a constant rate and for about `1 / (1 - momentum)` steps after a change of the rate is not.
 * @throws RangeError if `momentum` is not in [0, 1), `weightDecay` is negative, or a step's rate is negative or not finite.
 * @throws TypeError if `nesterov` is set without momentum, `decay` is neither of its words, or an option is unknown: the
 * learning rate is none of them.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385), section 3.4: momentum 0.9, weight decay 1e-4.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  expectOptions(options, EXPECTED);
  const { momentum = 0.9, weightDecay = 0, decay = 'kernels', nesterov = false } = options;
  expectNumber('momentum', momentum, 1);
  expectNumber('weightDecay', weightDecay);
  if (decay !== 'kernels' && decay !== 'all') {
    throw new TypeError(`decay must be 'kernels' or 'all'; got '${String(decay)}'.`);
  }
  if (nesterov && momentum === 0) {
    throw new TypeError('nesterov needs a momentum above 0; got momentum 0.');
  }
  const velocities = new Map<Variable, Variable>();

  const decays = (variable: Variable): boolean => weightDecay > 0 && (decay === 'all' || variable.rank >= 2);

  const velocityOf = (variable: Variable, gradient: Tensor, factors: Factors): Tensor => {
    let velocity = velocities.get(variable);
    if (!velocity) velocities.set(variable, (velocity = newVariable(zerosLike(variable), false)));
    const next = add(mul(velocity, factors.momentum), gradient);
    velocity.assign(next);
    return next;
  };

  const update = (variable: Variable, gradient: Tensor, factors: Factors): void => {
    const slope = decays(variable) ? add(gradient, mul(variable, factors.weightDecay)) : gradient;
    let direction = slope;
    if (momentum > 0) {
      const velocity = velocityOf(variable, slope, factors);
      direction = nesterov ? add(slope, mul(velocity, factors.momentum)) : velocity;
    }
    variable.assign(sub(variable, mul(direction, factors.rate)));
  };

  return {
    takesTensorRate: true,
    step({ variables, gradients, rate }: OptimizerStep): void {
      if (typeof rate === 'number') expectNumber('rate', rate);
      tidy(() => {
        const factors = {
          rate: scalarOf(rate),
          momentum: scalar(momentum),
          weightDecay: scalar(weightDecay),
        };
        for (const variable of variables) {
          const gradient = gradients[variable.name];
          if (gradient) update(variable, gradient, factors);
        }
      });
    },
    dispose(): void {
      for (const velocity of velocities.values()) velocity.dispose();
      velocities.clear();
    },
  };
}

function scalarOf(rate: number | Scalar): Scalar {
  return typeof rate === 'number' ? scalar(rate) : rate;
}
