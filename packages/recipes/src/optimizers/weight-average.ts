import { add, dispose, mul, sub, tidy, variable as newVariable } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { OptimizerSlot } from '../optimizer.ts';
import { AVERAGE_SPEC } from '../recipe/average-check.ts';

/** Which average of the weights is kept. */
export type AverageSpec =
  | {
      /** Exponential moving average: `average = decay average + (1 - decay) weights`; the weights as they are up to the first update. */
      readonly type: 'ema';
      /** How much of the average stays at each update, at least 0 and below 1, such as 0.999. */
      readonly decay: number;
      /**
       * Steps between two updates.
       * @defaultValue 1
       */
      readonly every?: number;
    }
  | {
      /** The mean of the weights of all steps from one on, after Polyak and Juditsky 1992; before it, the weights as they are. */
      readonly type: 'polyak';
      /**
       * The first step that counts, from 1.
       * @defaultValue 1
       */
      readonly from?: number;
    };

/** Averages of weights and of batch norm's statistics, kept in a step that may be compiled. Whoever makes one disposes it. */
export interface WeightAverage {
  /**
   * Weight of the values after `step`, counted from 1, in the average: 1 up to the first step that counts, so that the average is the
   * values until then, and 0 where a later step does not count. A pure function.
   */
  factor(step: number): number;
  /** Moves the averages of these variables by `factor` towards their values. */
  update(variables: readonly Variable[], factor: Scalar): void;
  /** The averages, made of the values as they are where there are none yet. */
  slots(variables: readonly Variable[]): readonly OptimizerSlot[];
  /**
   * Calls `use` while the variables hold their averages, and gives them back their values, whatever happens: what `use` changes
   * of them is lost.
   * @throws Error if another call is not done yet.
   */
  withAverages<Result>(variables: readonly Variable[], use: () => Promise<Result>): Promise<Result>;
  /** Sets the variables to their averages for good. */
  apply(variables: readonly Variable[]): void;
  /** Frees the averages. */
  dispose(): void;
}

function factorOf(spec: AverageSpec): (step: number) => number {
  if (spec.type === 'ema') {
    const { decay, every = 1 } = spec;
    return (step) => (step <= every ? 1 : step % every === 0 ? 1 - decay : 0);
  }
  const { from = 1 } = spec;
  return (step) => (step <= from ? 1 : 1 / (step - from + 1));
}

/**
 * Keeps an average of the weights, which is the weights themselves up to the first step that counts.
 *
 * `ema` is `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn(decay)` and `use_buffers`, updated every `every` steps;
 * `polyak` is `AveragedModel` as it is, and counts the weights of each step from `from` on alike.
 * Differs: torchvision's trainer counts `every` within each epoch, from its first step on, and copies the weights until the end of its
 * warm-up; PyTorch's average is what it was made with until the first update.
 * @throws RangeError if `decay` is not in [0, 1), `every` or `from` is no integer of at least 1, or the type is neither of its words.
 * @throws TypeError if a key is unknown, which names the nearest one, or a value of another type.
 */
export function weightAverage(spec: AverageSpec): WeightAverage {
  AVERAGE_SPEC.test(spec, 'average');
  const factor = factorOf(spec);
  const averages = new Map<Variable, Variable>();
  let shown = false;
  const averageOf = (variable: Variable): Variable => {
    let average = averages.get(variable);
    if (!average) averages.set(variable, (average = tidy(() => newVariable(variable.clone(), false))));
    return average;
  };
  const setTo = (variables: readonly Variable[], values: readonly Tensor[]): void =>
    tidy(() => {
      for (const [index, variable] of variables.entries()) variable.assign((values[index] as Tensor).clone());
    });
  const expectOwnValues = (): void => {
    if (shown) throw new Error('The variables hold their averages; await withAverages before the next call.');
  };
  return {
    factor,
    update(variables, share) {
      expectOwnValues();
      tidy(() => {
        for (const variable of variables) {
          const average = averageOf(variable);
          average.assign(add(average, mul(sub(variable, average), share)));
        }
      });
    },
    slots(variables) {
      return variables.map((variable) => ({ name: 'average', of: variable, value: averageOf(variable) }));
    },
    async withAverages(variables, use) {
      expectOwnValues();
      const values = variables.map((variable) => variable.clone());
      shown = true;
      try {
        setTo(variables, variables.map(averageOf));
        return await use();
      } finally {
        shown = false;
        setTo(variables, values);
        dispose(values);
      }
    },
    apply(variables) {
      expectOwnValues();
      setTo(variables, variables.map(averageOf));
    },
    dispose() {
      for (const average of averages.values()) average.dispose();
      averages.clear();
    },
  };
}
