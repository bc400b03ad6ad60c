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
import type { ClassificationLoss } from './losses/classification-loss.ts';
import { mixImages } from './losses/mix-images.ts';
import { totalLoss } from './losses/total-loss.ts';
import type { Optimizer } from './optimizer.ts';
import { clipGradients } from './optimizers/clip-gradients.ts';
import type { ClipSpec } from './optimizers/clip-gradients.ts';
import type { GradientAccumulator } from './optimizers/gradient-accumulator.ts';
import type { WeightAverage } from './optimizers/weight-average.ts';

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

/** What came of a step. */
export interface StepOutcome {
  /** Mean loss of the batch. */
  readonly loss: number;
  /** Fraction of the batch that was classified wrongly. */
  readonly error: number;
  /** Whether the weights have been updated: the loss, and the gradients where they are looked at, are finite. */
  readonly finite: boolean;
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
export function slopesOf(parts: StepParts, { images, labels, mixed }: StepInputs): Slopes {
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

/** The new weights and averages. */
export function update(
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

/** What the numbers of a step's tensor say. */
export const outcomeOf = ([loss = Number.NaN, error = Number.NaN, ...sums]: ArrayLike<number> &
  Iterable<number>): StepOutcome => ({
  loss,
  error,
  finite: allFinite([loss, ...sums]),
});

/** The mean over a step's batches. */
export function meanOutcome(outcomes: readonly StepOutcome[]): StepOutcome {
  const meanOf = (of: (outcome: StepOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0) / outcomes.length;
  return {
    loss: meanOf(({ loss }) => loss),
    error: meanOf(({ error }) => error),
    finite: outcomes.every(({ finite }) => finite),
  };
}

/** A step's functions, each of which is recorded once where there is a compiler. */
export interface StepFunctions {
  /** Forward, backward and update. */
  readonly whole: (inputs: StepInputs, rate: Scalar, averageFactor: Scalar) => Tensor1D;
  /** Forward and backward, whose gradients are added to the accumulator's. */
  readonly part: (inputs: StepInputs, share: Scalar) => Tensor1D;
  /** Update by what the accumulator has. */
  readonly last: (rate: Scalar, averageFactor: Scalar) => Tensor[];
}

/** Makes the functions of a step. */
export function stepFunctions(parts: StepParts): StepFunctions {
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
