import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, test } from 'vitest';
import { testRows } from '../../test/compare-backends.ts';
import { int, refusal, run } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';

beforeEach(() => tf.setBackend('tensorflow'));

const truth = (...shape: number[]): tf.Tensor => sample(shape, { dtype: 'bool', seed: 4 });
const whole = (...shape: number[]): tf.Tensor => sample(shape, { dtype: 'int32', low: 1, high: 9, seed: 4 });
const one = (
  kernel: string,
  inputs: tf.NamedTensorMap | tf.Tensor[],
  attrs: tf.NamedAttrMap = {},
): tf.Tensor => run(kernel, inputs, attrs) as tf.Tensor;

// What tfjs's cpu backend computes of whole numbers and truth values, and TensorFlow has no op for.
testRows(
  [],
  [
    {
      kernel: 'RealDiv',
      title: 'int32',
      run: () => one('RealDiv', { a: whole(2, 3), b: tf.reverse(whole(2, 3)) }),
    },
    {
      kernel: 'AddN',
      title: 'bool',
      run: () => tf.addN([truth(2, 3), tf.logicalNot(truth(2, 3))]),
      reference: () => tf.ones([2, 3], 'bool'),
    },
    {
      kernel: 'ClipByValue',
      title: 'bool',
      run: () => one('ClipByValue', { x: truth(5) }, { clipValueMin: 0, clipValueMax: 1 }),
    },
    { kernel: 'TopK', title: 'bool', run: () => Object.values(tf.topk(truth(2, 5), 2)) },
    { kernel: 'SpaceToBatchND', title: 'bool', run: () => tf.spaceToBatchND(truth(2, 4), [2], [[1, 1]]) },
    { kernel: 'BatchToSpaceND', title: 'bool', run: () => tf.batchToSpaceND(truth(4, 2, 3), [2], [[0, 1]]) },
    {
      kernel: 'BatchMatMul',
      title: 'bool',
      run: () => tf.matMul(truth(2, 3), truth(3, 2)),
      reference: () =>
        tf.cast(tf.matMul(tf.cast(truth(2, 3), 'int32'), tf.cast(truth(3, 2), 'int32')), 'bool'),
    },
    { kernel: 'Softmax', title: 'int32', run: () => one('Softmax', { logits: whole(2, 3) }, { dim: -1 }) },
    {
      kernel: 'Bincount',
      title: 'weights of bool',
      run: () => tf.bincount(int(0, 2, 3) as tf.Tensor1D, truth(3) as tf.Tensor1D, 5),
    },
    {
      kernel: 'DenseBincount',
      title: 'weights of int32',
      run: () => tf.denseBincount(whole(2, 3) as tf.Tensor2D, whole(2, 3) as tf.Tensor2D, 10),
    },
    {
      kernel: 'DenseBincount',
      title: 'which there are, without weights',
      run: () => tf.denseBincount(whole(2, 3) as tf.Tensor2D, tf.zeros([0, 0]) as tf.Tensor2D, 10, true),
    },
    {
      kernel: 'UnsortedSegmentSum',
      title: 'bool',
      run: () =>
        tf.unsortedSegmentSum(tf.tensor1d([true, true, false], 'bool'), int(1, 1, 0) as tf.Tensor1D, 3),
      reference: () => int(0, 2, 0),
    },
    {
      kernel: 'SearchSorted',
      title: 'bool',
      run: () => tf.searchSorted(tf.tensor1d([false, true, true], 'bool'), truth(4), 'right'),
    },
  ],
);

test('numbers are drawn by whole logits', () => {
  const drawn = tf.tidy(() =>
    tf
      .multinomial(tf.tensor1d([0, 100, 0], 'int32'), 4, 1)
      .dataSync()
      .join(),
  );
  expect(drawn).toBe('1,1,1,1');
});

test('texts are no numbers', () => {
  const x = tf.tensor1d(['a']);
  expect(refusal(() => run('Exp', { x })).message).toContain(
    'A tensor of float32 is needed here, got string.',
  );
  x.dispose();
});
