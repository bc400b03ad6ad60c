import { add, mul, oneHot, sub } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { expectNumber } from '../bounds.ts';
import { checkedCrossEntropy } from '../cross-entropy.ts';
import { expectOptions, written } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { softBinaryCrossEntropy } from './binary-cross-entropy.ts';
import { softCrossEntropy } from './soft-cross-entropy.ts';

/** Options of {@link classificationLoss}. */
export interface ClassificationLossOptions {
  /**
   * Cross entropy of the softmax over the classes, or of a sigmoid for each class.
   * @defaultValue 'crossEntropy'
   */
  readonly type?: 'crossEntropy' | 'binaryCrossEntropy';
  /**
   * Part of the target that is spread evenly over all classes, that of the label included: at least 0 and below 1.
   * @defaultValue 0
   */
  readonly labelSmoothing?: number;
  /**
   * Whether binary cross entropy is averaged or summed over the classes; it is averaged over the batch in any case.
   * @defaultValue 'mean'
   */
  readonly overClasses?: 'mean' | 'sum';
}

/** The labels that a batch is mixed with. */
export interface MixedLabels {
  /** Class of the image that each image is mixed with, int32 `[batch]`. */
  readonly labels: Tensor1D;
  /** Share of the image's own label, from 0 to 1. */
  readonly share: Scalar;
}

/**
 * The mean loss of a batch: of logits `[batch, classes]` and labels int32 `[batch]`, which must be classes, and of the labels
 * that they are mixed with, if they are: `share * loss(labels) + (1 - share) * loss(mixed.labels)`.
 */
export type ClassificationLoss = (logits: Tensor2D, labels: Tensor1D, mixed?: MixedLabels) => Scalar;

const EXPECTED: OptionsExample<ClassificationLossOptions> = {
  owner: 'classificationLoss',
  known: { type: true, labelSmoothing: true, overClasses: true },
  example: "classificationLoss({ type: 'crossEntropy', labelSmoothing: 0.1 })",
};

/** What the logits are to come to: `[batch, classes]`, the samples' targets sum to 1. */
function targetsOf(
  [, classes]: readonly [number, number],
  labels: Tensor1D,
  mixed: MixedLabels | undefined,
  labelSmoothing: number,
): Tensor2D {
  const floor = labelSmoothing / classes;
  const target = (of: Tensor1D): Tensor2D =>
    oneHot(of, classes, 1 - labelSmoothing + floor, floor, 'float32') as Tensor2D;
  if (!mixed) return target(labels);
  const { labels: others, share } = mixed;
  return add(mul(target(labels), share), mul(target(others), sub(1, share)));
}

/**
 * Makes a loss for {@link ClassificationLoss | logits, labels and mixed labels} out of tensor operations alone, so that it can be recorded; it
 * reads no tensor and does not check the labels.
 *
 * With label smoothing the target of the label's class is `1 - labelSmoothing + labelSmoothing / classes`, and that of every
 * other class `labelSmoothing / classes`, as in PyTorch's `CrossEntropyLoss` and timm's `BinaryCrossEntropy`, which averages
 * over the classes too unless it is told to sum.
 * @throws TypeError if an option is unknown; RangeError if `type` or `overClasses` is none of those allowed, `overClasses` goes
 * with another type than `'binaryCrossEntropy'`, or `labelSmoothing` is not at least 0 and below 1.
 * @see Szegedy et al. 2016, section 7, https://arxiv.org/abs/1512.00567 (label smoothing); Wightman et al. 2021, section 4.1,
 * https://arxiv.org/abs/2110.00476 (binary cross entropy)
 */
export function classificationLoss(options: ClassificationLossOptions = {}): ClassificationLoss {
  expectOptions(options, EXPECTED);
  const { type = 'crossEntropy', labelSmoothing = 0, overClasses = 'mean' } = options;
  if (type !== 'crossEntropy' && type !== 'binaryCrossEntropy')
    throw new RangeError(`type must be 'crossEntropy' or 'binaryCrossEntropy'; got ${written(type)}.`);
  if (overClasses !== 'mean' && overClasses !== 'sum')
    throw new RangeError(`overClasses must be 'mean' or 'sum'; got ${written(overClasses)}.`);
  expectNumber('labelSmoothing', labelSmoothing, 1);
  if (type === 'binaryCrossEntropy') {
    return (logits, labels, mixed) =>
      softBinaryCrossEntropy(logits, targetsOf(logits.shape, labels, mixed, labelSmoothing), overClasses);
  }
  if (options.overClasses !== undefined) {
    throw new RangeError(
      "overClasses is of type: 'binaryCrossEntropy' alone; leave it out for 'crossEntropy', which has one loss for all classes.",
    );
  }
  return (logits, labels, mixed) =>
    mixed || labelSmoothing > 0
      ? softCrossEntropy(logits, targetsOf(logits.shape, labels, mixed, labelSmoothing))
      : checkedCrossEntropy(logits, labels);
}
