import * as tf from '@tensorflow/tfjs-core';
import { testRows } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { CLASSIFICATION } from './classification.ts';

const logits = (): tf.Tensor2D => sample<tf.Rank.R2>([4, 5], { low: -4, high: 4 });
const labels = (): tf.Tensor1D => tf.tensor1d([0, 4, 2, 2], 'int32');
const targets = (): tf.Tensor => tf.softmax(sample([4, 5], { seed: 3 }));
const run = (kernel: string, inputs: tf.NamedTensorMap): tf.Tensor[] =>
  [tf.engine().runKernel(kernel, inputs)].flat() as tf.Tensor[];

/** Loss per row and its gradient by the logits, from the definition. */
const crossEntropy = (p: tf.Tensor): tf.Tensor[] => [
  tf.neg(tf.sum(tf.mul(p, tf.logSoftmax(logits())), -1)),
  tf.sub(tf.softmax(logits()), p),
];

testRows(CLASSIFICATION, [
  {
    kernel: 'Softmax',
    title: 'ranks 1 to 4',
    run: () => [[5], [2, 5], [2, 3, 5], [2, 1, 3, 5]].map((shape) => tf.softmax(sample(shape))),
  },
  { kernel: 'Softmax', title: 'large values', run: () => tf.softmax(tf.tensor1d([1000, 1001, -1000])) },
  { kernel: 'Softmax', title: 'empty', run: () => tf.softmax(tf.zeros([0, 3])) },
  {
    kernel: 'LogSoftmax',
    title: 'ranks 1 to 3',
    run: () => [[5], [2, 5], [2, 3, 5]].flatMap((shape) => run('LogSoftmax', { logits: sample(shape) })),
    reference: () => [[5], [2, 5], [2, 3, 5]].map((shape) => tf.logSoftmax(sample(shape))),
  },
  {
    kernel: 'SparseSoftmaxCrossEntropyWithLogits',
    title: 'loss and gradient',
    run: () => run('SparseSoftmaxCrossEntropyWithLogits', { logits: logits(), labels: labels() }),
    reference: () => crossEntropy(tf.oneHot(labels(), 5, 1, 0, 'float32')),
  },
  {
    kernel: 'SoftmaxCrossEntropyWithLogits',
    title: 'loss and gradient',
    run: () => run('SoftmaxCrossEntropyWithLogits', { logits: logits(), labels: targets() }),
    reference: () => crossEntropy(targets()),
  },
  {
    kernel: 'ReluGrad',
    title: 'passes where the feature is positive',
    run: () => run('ReluGrad', { dy: sample([9]), features: tf.tensor1d([-1, -0, 0, 0.5, 1, 5, 6, 7, 9]) }),
    reference: () => tf.mul(sample([9]), tf.tensor1d([0, 0, 0, 1, 1, 1, 1, 1, 1])),
  },
  {
    kernel: 'Relu6Grad',
    title: 'passes where the feature is between 0 and 6',
    run: () => run('Relu6Grad', { dy: sample([9]), features: tf.tensor1d([-1, -0, 0, 0.5, 1, 5, 6, 7, 9]) }),
    reference: () => tf.mul(sample([9]), tf.tensor1d([0, 0, 0, 1, 1, 1, 0, 0, 0])),
  },
]);
