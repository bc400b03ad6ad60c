import { add, dispose, mul, sub, tidy, variable as newVariable } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { expectInteger, expectNumber } from '../bounds.ts';
import type { OptimizerSlot } from '../optimizer.ts';
import { expectOptions, written } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';

/** Which average of the weights is kept. */
export type AverageSpec =
  | {
      /** Exponential moving average: `average = decay average + (1 - decay) weights`; the first update copies the weights. */
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
      /** The mean of the weights of all steps from one on, after Polyak and Juditsky 1992. */
      readonly type: 'polyak';
      /**
       * The first step that counts, from 1.
       * @defaultValue 1
       */
      readonly from?: number;
    };

/** Averages of weights and of batch norm's statistics, kept in a step that may be compiled. Whoever makes one disposes it. */
export interface WeightAverage {
  /** Weight of the values after `step`, counted from 1, in the average; 0 where that step does not count. A pure function. */
  factor(step: number): number;
  /** Moves the averages of these variables by `factor` towards their values. */
  update(variables: readonly Variable[], factor: Scalar): void;
  /** The averages, made of the values as they are where there are none yet. */
  slots(variables: readonly Variable[]): readonly OptimizerSlot[];
  /** Calls `use` while the variables hold their averages, and gives them back their values, whatever happens. */
  withAverages<Result>(variables: readonly Variable[], use: () => Promise<Result>): Promise<Result>;
  /** Sets the variables to their averages for good. */
  apply(variables: readonly Variable[]): void;
  /** Frees the averages. */
  dispose(): void;
}

type Kind<Type extends AverageSpec['type']> = Extract<AverageSpec, { readonly type: Type }>;
const EMA: OptionsExample<Kind<'ema'>> = {
  owner: 'average',
  known: { type: true, decay: true, every: true },
  example: "average: { type: 'ema', decay: 0.999 }",
};
const POLYAK: OptionsExample<Kind<'polyak'>> = {
  owner: 'average',
  known: { type: true, from: true },
  example: "average: { type: 'polyak' }",
};

/** Throws unless the spec's numbers are possible. */
export function expectAverage(spec: AverageSpec): void {
  if (spec?.type === 'polyak') expectOptions(spec, POLYAK);
  else if (spec?.type === 'ema' || typeof spec !== 'object' || spec === null) expectOptions(spec, EMA);
  if (spec.type === 'ema') {
    expectNumber('average.decay', spec.decay, 1);
    if (spec.every !== undefined) expectInteger('average.every', spec.every, 1);
  } else if (spec.type === 'polyak') {
    if (spec.from !== undefined) expectInteger('average.from', spec.from, 1);
  } else {
    const { type } = spec as { readonly type: unknown };
    throw new TypeError(`average.type must be 'ema' or 'polyak'; got ${written(type)}.`);
  }
}

function factorOf(spec: AverageSpec): (step: number) => number {
  if (spec.type === 'ema') {
    const { decay, every = 1 } = spec;
    return (step) => (step === every ? 1 : step % every === 0 ? 1 - decay : 0);
  }
  const { from = 1 } = spec;
  return (step) => (step < from ? 0 : 1 / (step - from + 1));
}

/**
 * Keeps an average of the weights; the first update copies them.
 *
 * `ema` is `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn(decay)` and `use_buffers`, updated every `every` steps;
 * `polyak` is `AveragedModel` as it is, and counts the weights of each step from `from` on alike.
 * @throws RangeError if `decay` is not in [0, 1), or `every` or `from` no integer of at least 1.
 * @throws TypeError if the type is neither of its words.
 */
export function weightAverage(spec: AverageSpec): WeightAverage {
  expectAverage(spec);
  const factor = factorOf(spec);
  const averages = new Map<Variable, Variable>();
  const averageOf = (variable: Variable): Variable => {
    let average = averages.get(variable);
    if (!average) averages.set(variable, (average = tidy(() => newVariable(variable.clone(), false))));
    return average;
  };
  const setTo = (variables: readonly Variable[], values: readonly Tensor[]): void =>
    tidy(() => {
      for (const [index, variable] of variables.entries()) variable.assign((values[index] as Tensor).clone());
    });
  return {
    factor,
    update(variables, share) {
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
      const values = variables.map((variable) => variable.clone());
      try {
        setTo(variables, variables.map(averageOf));
        return await use();
      } finally {
        setTo(variables, values);
        dispose(values);
      }
    },
    apply(variables) {
      setTo(variables, variables.map(averageOf));
    },
    dispose() {
      for (const average of averages.values()) average.dispose();
      averages.clear();
    },
  };
}
