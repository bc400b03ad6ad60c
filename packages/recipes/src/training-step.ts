import { dispose, scalar } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { forwardState } from './forward-state.ts';
import { isRefusal } from './step-compiler.ts';
import type { CompileChoice, CompiledFunction, StepCompiler } from './step-compiler.ts';
import { meanOutcome, outcomeOf, slopesOf, stepFunctions, update } from './step-functions.ts';
import type { StepFunctions, StepInputs, StepOutcome, StepParts } from './step-functions.ts';

/** Numbers that differ from step to step. */
export interface StepNumbers {
  readonly rate: number;
  /** Weight of the new values in the average; 0 leaves it as it is. */
  readonly averageFactor: number;
}

/** Trains on one batch after the other. Whoever makes one disposes it. */
export interface TrainingStep {
  /** Trains on the batches together. Leaves weights, statistics and random streams as they are where something is not finite. */
  run(batches: readonly StepInputs[], numbers: StepNumbers): Promise<StepOutcome>;
  /** Whether steps run as graphs. */
  readonly compiled: boolean;
  /** Why they do not, where that was tried. */
  readonly refusal: string | undefined;
  dispose(): void;
}

/** The functions as graphs. */
interface CompiledFunctions {
  readonly whole: CompiledFunction<Parameters<StepFunctions['whole']>, Tensor1D>;
  readonly part: CompiledFunction<Parameters<StepFunctions['part']>, Tensor1D>;
  readonly last: CompiledFunction<Parameters<StepFunctions['last']>, Tensor[]>;
  dispose(): void;
}

function compiledFunctions(
  functions: StepFunctions,
  compiler: StepCompiler,
  precision: 'float32' | 'bfloat16',
): CompiledFunctions {
  const accept = (outcome: Tensor1D): boolean => outcomeOf(outcome.dataSync<'float32'>()).finite;
  const whole = compiler.compile(functions.whole, { precision, accept });
  const part = compiler.compile(functions.part, { precision, accept });
  const last = compiler.compile(functions.last, { precision });
  return {
    ...{ whole, part, last },
    dispose() {
      for (const each of [whole, part, last]) each.dispose();
    },
  };
}

/** Forward and backward op by op; `use` gets the gradients where all is finite, else nothing has changed. */
async function eagerly(
  parts: StepParts,
  inputs: StepInputs,
  use: (gradients: NamedTensorMap) => void,
): Promise<StepOutcome> {
  const before = forwardState(parts.classifier.model);
  try {
    const { outcome, gradients } = slopesOf(parts, inputs);
    try {
      const result = outcomeOf(await outcome.data<'float32'>());
      if (result.finite) use(gradients);
      else before.restore();
      return result;
    } finally {
      dispose([outcome, gradients]);
    }
  } finally {
    before.dispose();
  }
}

async function readOutcome(outcome: Tensor1D): Promise<StepOutcome> {
  try {
    return outcomeOf(await outcome.data<'float32'>());
  } finally {
    outcome.dispose();
  }
}

/**
 * Makes a step that runs as a graph where there is a compiler, and op by op where there is none, or it cannot record the model.
 */
export function trainingStep(
  parts: StepParts,
  compiler: StepCompiler | undefined,
  { compile, precision = 'float32' }: Pick<CompileChoice, 'compile' | 'precision'>,
): TrainingStep {
  const { accumulator, variables } = parts;
  let compiled = compiler && compiledFunctions(stepFunctions(parts), compiler, precision);
  let refusal: string | undefined;

  /** Runs the graph where there is one, else, or where it cannot be recorded, the ops one by one. */
  const graphOr = async <Result>(
    graph: (functions: CompiledFunctions) => Promise<Result>,
    ops: () => Result | Promise<Result>,
  ): Promise<Result> => {
    if (!compiled) return ops();
    try {
      return await graph(compiled);
    } catch (error) {
      if (!isRefusal(error) || compile === true || precision === 'bfloat16') throw error;
      refusal = (error as Error).message;
      compiled.dispose();
      compiled = undefined;
      return ops();
    }
  };

  const runWhole = (
    inputs: StepInputs,
    rate: number,
    factors: readonly [Scalar, Scalar],
  ): Promise<StepOutcome> =>
    graphOr(
      async ({ whole }) => readOutcome(await whole(inputs, ...factors)),
      () => eagerly(parts, inputs, (gradients) => update(parts, gradients, rate, factors[1])),
    );

  const runParts = async (
    batches: readonly StepInputs[],
    rate: number,
    factors: readonly [Scalar, Scalar],
  ): Promise<StepOutcome> => {
    const share = scalar(1 / batches.length);
    const before = forwardState(parts.classifier.model);
    try {
      const outcomes: StepOutcome[] = [];
      for (const inputs of batches) {
        const outcome = await graphOr(
          async ({ part }) => readOutcome(await part(inputs, share)),
          () => eagerly(parts, inputs, (gradients) => accumulator?.add(variables, gradients, share)),
        );
        outcomes.push(outcome);
        if (!outcome.finite) {
          dispose(accumulator?.take(variables) ?? {});
          before.restore();
          return { ...outcome, finite: false };
        }
      }
      await graphOr(
        async ({ last }) => void dispose(await last(...factors)),
        () => {
          const gradients = accumulator?.take(variables) ?? {};
          update(parts, gradients, rate, factors[1]);
          dispose(gradients);
        },
      );
      return meanOutcome(outcomes);
    } finally {
      share.dispose();
      before.dispose();
    }
  };

  return {
    async run(batches, { rate, averageFactor }) {
      const factors = [scalar(rate), scalar(averageFactor)] as const;
      try {
        const [first] = batches;
        return first && batches.length === 1
          ? await runWhole(first, rate, factors)
          : await runParts(batches, rate, factors);
      } finally {
        dispose([...factors]);
      }
    },
    get compiled() {
      return compiled !== undefined;
    },
    get refusal() {
      return refusal;
    },
    dispose() {
      compiled?.dispose();
    },
  };
}
