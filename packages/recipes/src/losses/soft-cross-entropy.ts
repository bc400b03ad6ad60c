import {
  customGrad,
  exp,
  greater,
  logSoftmax,
  mean,
  mul,
  neg,
  sub,
  sum,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Softmax cross entropy of logits and target probabilities, averaged over the batch: `[batch, classes], [batch, classes] -> []`.
 * Differentiable with respect to the logits. The targets of each sample must sum to 1; a class whose target is 0 adds nothing,
 * not even where its logit is -Infinity. Only tensor operations, so that it can be recorded.
 */
export function softCrossEntropy(logits: Tensor2D, targets: Tensor2D): Scalar {
  const samples = logits.shape[0];
  const loss = customGrad((scores, save) => {
    const logProbabilities = logSoftmax(scores as Tensor);
    const terms = where(greater(targets, 0), mul(targets, logProbabilities), zerosLike(logProbabilities));
    const slope = sub(exp(logProbabilities), targets);
    (save as GradSaveFunc)([slope]);
    return {
      value: mean(neg(sum(terms, 1))),
      gradFunc: (dy: Tensor, saved: Tensor[]) => mul(saved[0] ?? slope, mul(dy, 1 / samples)),
    };
  });
  return loss(logits) as Scalar;
}
