import { add, mul } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { expectNumber } from '../bounds.ts';
import type { ClassificationLoss, MixedLabels } from './classification-loss.ts';

/** Options of {@link totalLoss}. */
export interface TotalLossOptions {
  /** Logits `[batch, classes]` of the model's answer, and behind it those of its auxiliary classifiers. */
  readonly outputs: readonly Tensor2D[];
  /** Class of each sample, int32 `[batch]`. */
  readonly labels: Tensor1D;
  /** Loss of one output. */
  readonly loss: ClassificationLoss;
  /**
   * Weight of each auxiliary classifier's loss; that of the answer's is 1.
   * @defaultValue 0.3
   */
  readonly auxiliaryWeight?: number;
  /** The labels that the batch is mixed with, where it is. */
  readonly mixed?: MixedLabels;
}

/**
 * The answer's loss plus `auxiliaryWeight` times that of each auxiliary classifier; for one output its loss and nothing else.
 * @throws RangeError if there is no output, or the weight is no finite number of at least 0.
 * @see Szegedy et al. 2015, section 5, https://arxiv.org/abs/1409.4842, whose weight is 0.3
 */
export function totalLoss(options: TotalLossOptions): Scalar {
  const { outputs, labels, loss, auxiliaryWeight = 0.3, mixed } = options;
  expectNumber('auxiliaryWeight', auxiliaryWeight);
  const [answer, ...auxiliary] = outputs;
  if (!answer) throw new RangeError('outputs must be the logits of at least one output; got none.');
  return auxiliary.reduce(
    (total: Scalar, logits) => add(total, mul(loss(logits, labels, mixed), auxiliaryWeight)),
    loss(answer, labels, mixed),
  );
}
