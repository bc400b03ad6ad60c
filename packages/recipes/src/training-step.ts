import {
  add,
  argMax,
  cast,
  dispose,
  gather,
  keep,
  mean,
  notEqual,
  scalar,
  stack,
  sum,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type {
  NamedTensorMap,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor4D,
  Variable,
} from '@tensorflow/tfjs-core';
import { outputsOf } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { forwardState } from './forward-state.ts';
import type { ClassificationLoss } from './losses/classification-loss.ts';
import { mixImages } from './losses/mix-images.ts';
import { totalLoss } from './losses/total-loss.ts';
import type { Optimizer } from './optimizer.ts';
import { clipGradients } from './optimizers/clip-gradients.ts';
import type { ClipSpec } from './optimizers/clip-gradients.ts';
import type { GradientAccumulator } from './optimizers/gradient-accumulator.ts';
import type { WeightAverage } from './optimizers/weight-average.ts';
import { isRefusal } from './step-compiler.ts';
import type { CompileChoice, CompiledFunction, StepCompiler } from './step-compiler.ts';

/** What a training step is made of. */
export interface StepParts {
  readonly classifier: Classifier;
  /** What is trained. */
  readonly variables: readonly Variable[];
  readonly optimizer: Optimizer;
  readonly loss: ClassificationLoss;
  /** Weight of each auxiliary output's loss. */
  readonly auxiliaryWeight: number;
  readonly clip: ClipSpec | undefined;
  /** Sums the gradients of a step's several batches; absent where a step has one. */
  readonly accumulator: GradientAccumulator | undefined;
  readonly average: WeightAverage | undefined;
  /** What is averaged: all weights, statistics too. */
  readonly averaged: readonly Variable[];
  /** Whether a gradient that is not finite is looked for before the weights change. */
  readonly checksGradients: boolean;
}

/** What mixes the images of a batch with each other. */
export interface MixedInputs {
  /** The image that each one is mixed with, int32 `[batch]`. */
  readonly partner: Tensor1D;
  /** Share of the image itself, `[1, height, width, 1]`. */
  readonly mask: Tensor4D;
  /** Share of its label. */
  readonly share: Scalar;
}

/** The tensors of one batch; the caller's to dispose. */
export interface StepInputs {
  readonly images: Tensor4D;
  readonly labels: Tensor1D;
  readonly mixed?: MixedInputs;
}

/** Numbers that differ from step to step. */
export interface StepNumbers {
  readonly rate: number;
  /** Weight of the new values in the average; 0 leaves it as it is. */
  readonly averageFactor: number;
}

/** What came of a step. */
export interface StepOutcome {
  /** Mean loss of the batch. */
  readonly loss: number;
  /** Fraction of the batch that was classified wrongly. */
  readonly error: number;
  /** Whether the weights have been updated: the loss, and the gradients where they are looked at, are finite. */
  readonly finite: boolean;
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

/** `[loss, error]`, and the sum of all gradients where they are looked at, and the gradients by their variables' names. */
interface Slopes {
  readonly outcome: Tensor1D;
  readonly gradients: NamedTensorMap;
}

const wrongFraction = (logits: Tensor2D, labels: Tensor1D): Scalar =>
  mean(cast(notEqual(argMax(logits, 1), labels), 'float32'));

function sumOfAll(gradients: NamedTensorMap): Scalar {
  let total = scalar(0);
  for (const gradient of Object.values(gradients)) total = add(total, sum(gradient));
  return total;
}

/** Forward and backward in training mode. */
function slopesOf(parts: StepParts, { images, labels, mixed }: StepInputs): Slopes {
  const { classifier, variables, loss, auxiliaryWeight, checksGradients } = parts;
  let error: Scalar | undefined;
  const { value, grads } = variableGrads(() => {
    const seen = mixed ? mixImages(images, mixed.partner, mixed.mask) : images;
    const outputs = outputsOf(classifier.model, seen, true);
    const [logits] = outputs;
    if (logits) error = keep(tidy(() => wrongFraction(logits, labels)));
    const others = mixed && { labels: gather(labels, mixed.partner), share: mixed.share };
    const total = totalLoss({ outputs, labels, loss, auxiliaryWeight, ...(others && { mixed: others }) });
    return classifier.model.calculateLosses().reduce((all: Scalar, penalty) => add(all, penalty), total);
  }, [...variables]);
  const outcome = tidy(() => {
    const sums = checksGradients ? [sumOfAll(grads)] : [];
    return stack([value, error ?? scalar(Number.NaN), ...sums]) as Tensor1D;
  });
  dispose([value, ...(error ? [error] : [])]);
  return { outcome, gradients: grads };
}

const allFinite = (values: ArrayLike<number>): boolean => Array.from(values).every(Number.isFinite);

function update(
  { variables, optimizer, clip, average, averaged }: StepParts,
  gradients: NamedTensorMap,
  rate: number | Scalar,
  averageFactor: Scalar,
): void {
  tidy(() => {
    const clipped = clip ? clipGradients(gradients, clip) : gradients;
    optimizer.step({ variables, gradients: clipped, rate });
    average?.update(averaged, averageFactor);
  });
}

const outcomeOf = ([loss = Number.NaN, error = Number.NaN, ...sums]: ArrayLike<number> &
  Iterable<number>): StepOutcome => ({
  loss,
  error,
  finite: allFinite([loss, ...sums]),
});

/** The mean over a step's batches. */
function meanOutcome(outcomes: readonly StepOutcome[]): StepOutcome {
  const meanOf = (of: (outcome: StepOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0) / outcomes.length;
  return {
    loss: meanOf(({ loss }) => loss),
    error: meanOf(({ error }) => error),
    finite: outcomes.every(({ finite }) => finite),
  };
}

/** A step's functions, each of which is recorded once where there is a compiler. */
interface StepFunctions {
  /** Forward, backward and update. */
  readonly whole: (inputs: StepInputs, rate: Scalar, averageFactor: Scalar) => Tensor1D;
  /** Forward and backward, whose gradients are added to the accumulator's. */
  readonly part: (inputs: StepInputs, share: Scalar) => Tensor1D;
  /** Update by what the accumulator has. */
  readonly last: (rate: Scalar, averageFactor: Scalar) => Tensor[];
}

function stepFunctions(parts: StepParts): StepFunctions {
  const { accumulator, variables } = parts;
  return {
    whole: (inputs, rate, averageFactor) => {
      const { outcome, gradients } = slopesOf(parts, inputs);
      update(parts, gradients, rate, averageFactor);
      dispose(gradients);
      return outcome;
    },
    part: (inputs, share) => {
      const { outcome, gradients } = slopesOf(parts, inputs);
      accumulator?.add(variables, gradients, share);
      dispose(gradients);
      return outcome;
    },
    last: (rate, averageFactor) => {
      const gradients = accumulator?.take(variables) ?? {};
      update(parts, gradients, rate, averageFactor);
      dispose(gradients);
      return [];
    },
  };
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
