import {
  cast,
  customGrad,
  engine,
  exp,
  getBackend,
  getKernel,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  sub,
  sum,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { expectLabels, expectLabelTensor } from './labels.ts';

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** Logits (scores before the softmax), float32 `[batch, classes]`. */
  readonly logits: Tensor2D;
  /** Class of each sample, int32 `[batch]`, from 0 to classes - 1. */
  readonly labels: Tensor1D;
}

const FUSED = 'SparseSoftmaxCrossEntropyWithLogits';

const hasFusedKernel = (): boolean => Boolean(getKernel(FUSED, getBackend()));

/** The loss of each sample `[batch]`, and its gradient with respect to the logits `[batch, classes]`. */
function lossAndGradient(logits: Tensor, labels: Tensor): readonly [Tensor, Tensor] {
  if (hasFusedKernel()) {
    const [loss, gradient] = engine().runKernel<Tensor[]>(FUSED, { logits, labels });
    if (loss && gradient) return [loss, gradient];
  }
  const target = oneHot(labels as Tensor1D, logits.shape[1] ?? 0, 1, 0, 'float32');
  const logProbabilities = logSoftmax(logits);
  const chosen = where(cast(target, 'bool'), logProbabilities, zerosLike(logProbabilities));
  return [neg(sum(chosen, 1)), sub(exp(logProbabilities), target)];
}

/** {@link crossEntropy} for labels that have been checked already: reads no tensor. */
export function checkedCrossEntropy(logits: Tensor2D, labels: Tensor1D): Scalar {
  const samples = logits.shape[0];
  const loss = customGrad((scores, save) => {
    const [losses, gradient] = lossAndGradient(scores as Tensor, labels);
    (save as GradSaveFunc)([gradient]);
    return {
      value: mean(losses),
      gradFunc: (dy: Tensor, saved: Tensor[]) => mul(saved[0] ?? gradient, mul(dy, 1 / samples)),
    };
  });
  return loss(logits) as Scalar;
}

/**
 * Softmax cross entropy of logits and integer labels, averaged over the batch: `[batch, classes], [batch] -> []`.
 *
 * Differentiable with respect to the logits. Stable for logits of any size. Uses one fused kernel where the backend has it
 * (`@skipjack/tensorflow`), which checks the labels itself, else plain tfjs operations, which need one read of the labels
 * to check them. `train` and `evaluate` check the labels on every backend.
 * @throws RangeError if the number of labels is not that of the logits' rows, or, on a backend without the fused kernel, a
 * label is not a class.
 * @throws The backend's own error, if it has the fused kernel and a label is not a class: on `tensorflow` an `EngineError`
 * with TensorFlow's text.
 * @throws TypeError if `labels` is not int32.
 */
export function crossEntropy(options: CrossEntropyOptions): Scalar {
  const { logits, labels } = options;
  expectLabelTensor(labels, logits.shape[0]);
  if (!hasFusedKernel()) expectLabels(labels.dataSync(), logits.shape[1]);
  return checkedCrossEntropy(logits, labels);
}
