import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs's own operations
import {
  grad,
  memory,
  mul,
  registerKernel,
  tensor1d,
  tensor2d,
  tidy,
  unregisterKernel,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { checkedCrossEntropy, crossEntropy } from './cross-entropy.ts';

const LOGITS = [0.5, -1, 2, 0, 0, 0, -3, 4, 0.25, 1, 1.5, -0.5];
const LABELS = [2, 0, 0, 1];

const labelsOf = (values: readonly number[]): ReturnType<typeof tensor1d> => tensor1d([...values], 'int32');

/** The loss in double precision. */
function reference(logits: readonly number[], labels: readonly number[]): number {
  const classes = logits.length / labels.length;
  const losses = labels.map((label, row) => {
    const scores = logits.slice(row * classes, (row + 1) * classes);
    const top = Math.max(...scores);
    const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
    return Math.log(total) + top - (scores[label] ?? Number.NaN);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

test('is the mean over the batch of -log softmax', () => {
  const loss = crossEntropy({ logits: tensor2d(LOGITS, [4, 3]), labels: labelsOf(LABELS) });
  expect(loss.shape).toEqual([]);
  expect(loss.dataSync()[0]).toBeCloseTo(reference(LOGITS, LABELS), 6);
});

test('its gradient is that of differences in double precision', () => {
  const labels = labelsOf(LABELS);
  const slope = grad((logits: Tensor) => crossEntropy({ logits: logits as Tensor2D, labels }));
  const values = slope(tensor2d(LOGITS, [4, 3])).dataSync();
  const shifted = (index: number, by: number): number =>
    reference(
      LOGITS.map((logit, place) => (place === index ? logit + by : logit)),
      LABELS,
    );
  for (const index of LOGITS.keys()) {
    const difference = (shifted(index, 1e-5) - shifted(index, -1e-5)) / 2e-5;
    expect(values[index]).toBeCloseTo(difference, 6);
  }
});

test('its gradient follows the factor of what comes after it', () => {
  const labels = labelsOf(LABELS);
  const logits = tensor2d(LOGITS, [4, 3]);
  const plain = grad((scores: Tensor) => crossEntropy({ logits: scores as Tensor2D, labels }))(
    logits,
  ).dataSync();
  const tripled = grad((scores: Tensor) => mul(crossEntropy({ logits: scores as Tensor2D, labels }), 3))(
    logits,
  );
  for (const [index, value] of tripled.dataSync().entries()) {
    expect(value).toBeCloseTo(3 * (plain[index] ?? Number.NaN), 6);
  }
});

test('stays finite for huge logits and for classes ruled out by -Infinity', () => {
  const labels = labelsOf([0, 1]);
  const huge = crossEntropy({ logits: tensor2d([1000, -1000, 1000, -1000], [2, 2]), labels });
  expect(huge.dataSync()[0]).toBeCloseTo(1000, 3);
  const ruledOut = crossEntropy({ logits: tensor2d([0, -Infinity, -Infinity, 0], [2, 2]), labels });
  expect(ruledOut.dataSync()[0]).toBe(0);
});

test('frees everything but the loss and the gradient', () => {
  const logits = tensor2d(LOGITS, [4, 3]);
  const labels = labelsOf(LABELS);
  const before = memory().numTensors;
  tidy(() => {
    valueAndGrad((scores: Tensor) => crossEntropy({ logits: scores as Tensor2D, labels }))(logits);
  });
  expect(memory().numTensors).toBe(before);
});

test('calls the fused kernel of a backend that has it, with the same gradient', () => {
  const logits = tensor2d(LOGITS, [4, 3]);
  const labels = labelsOf(LABELS);
  const run = valueAndGrad((scores: Tensor) => checkedCrossEntropy(scores as Tensor2D, labels));
  const composed = run(logits);
  const received: string[][] = [];
  registerKernel({
    kernelName: 'SparseSoftmaxCrossEntropyWithLogits',
    backendName: 'cpu',
    kernelFunc: ({ inputs }) => {
      received.push(Object.keys(inputs));
      return [tensor1d([1, 2, 3, 6]), tensor2d(LOGITS, [4, 3])];
    },
  });
  try {
    const fused = run(logits);
    expect(received).toEqual([['logits', 'labels']]);
    expect(fused.value.dataSync()[0]).toBe(3);
    expect([...fused.grad.dataSync()]).toEqual(LOGITS.map((logit) => logit / 4));
  } finally {
    unregisterKernel('SparseSoftmaxCrossEntropyWithLogits', 'cpu');
  }
  expect(run(logits).value.dataSync()[0]).toBe(composed.value.dataSync()[0]);
});

test('bad labels are refused in one sentence', () => {
  const logits = tensor2d(LOGITS, [4, 3]);
  const lossOf = (labels: Parameters<typeof crossEntropy>[0]['labels']): unknown =>
    crossEntropy({ logits, labels });
  expect(() => lossOf(labelsOf([0, 1, 3, 0]))).toThrow(
    'labels must be 0 to 2 for 3 classes; got 3 at place 2 of the batch.',
  );
  expect(() => lossOf(labelsOf([-1, 1, 1, 0]))).toThrow('got -1 at place 0 of the batch.');
  expect(() => lossOf(labelsOf([0, 1]))).toThrow(
    'labels must have the shape [4], one for each image of the batch; got [2].',
  );
  expect(() => lossOf(tensor1d([0, 1, 1, 0]))).toThrow('labels must be an int32 tensor; got float32.');
});
