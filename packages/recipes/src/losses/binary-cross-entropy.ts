import {
  abs,
  add,
  customGrad,
  log1p,
  exp,
  mean,
  mul,
  neg,
  relu,
  sigmoid,
  sub,
  sum,
} from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Cross entropy of each class's sigmoid with its target in [0, 1], averaged over the batch, and over the classes or summed over
 * them: `[batch, classes], [batch, classes] -> []`. Differentiable with respect to the logits, and stable for logits of any
 * size. Only tensor operations, so that it can be recorded.
 */
export function softBinaryCrossEntropy(
  logits: Tensor2D,
  targets: Tensor2D,
  overClasses: 'mean' | 'sum',
): Scalar {
  const [samples, classes] = logits.shape;
  const share = 1 / (overClasses === 'sum' ? samples : samples * classes);
  const loss = customGrad((scores, save) => {
    const x = scores as Tensor;
    const losses = add(sub(relu(x), mul(x, targets)), log1p(exp(neg(abs(x)))));
    const slope = sub(sigmoid(x), targets);
    (save as GradSaveFunc)([slope]);
    return {
      value: overClasses === 'sum' ? mean(sum(losses, 1)) : mean(losses),
      gradFunc: (dy: Tensor, saved: Tensor[]) => mul(saved[0] ?? slope, mul(dy, share)),
    };
  });
  return loss(logits) as Scalar;
}
