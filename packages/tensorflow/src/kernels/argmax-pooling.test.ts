import * as tf from '@tensorflow/tfjs-core';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { ARGMAX_POOLING } from './argmax-pooling.ts';

const EXPLICIT = [
  [0, 0],
  [1, 0],
  [0, 1],
  [0, 0],
];

const pool = (
  x: tf.Tensor,
  pad: unknown,
  withBatch: boolean,
  strides: number | [number, number] = 2,
): tf.Tensor[] => {
  const { result, indexes } = tf.maxPoolWithArgmax(
    x as tf.Tensor4D,
    [3, 2],
    strides,
    pad as 'same',
    withBatch,
  );
  return [result as tf.Tensor, indexes as tf.Tensor];
};

const rows: KernelRow[] = ['same', 'valid', EXPLICIT].flatMap((pad) =>
  [true, false].flatMap((withBatch) => [
    {
      kernel: 'MaxPoolWithArgmax',
      title: `padding ${JSON.stringify(pad)}, ${withBatch ? 'with' : 'without'} the batch in the index`,
      run: () => pool(sample([2, 7, 6, 3]), pad, withBatch, [1, 2]),
    },
    {
      kernel: 'MaxPoolWithArgmax',
      title: `int32, padding ${JSON.stringify(pad)}, ${withBatch ? 'with' : 'without'} the batch in the index`,
      run: () => pool(sample([2, 6, 6, 1], { dtype: 'int32', low: -2e9, high: 2e9 }), pad, withBatch),
    },
  ]),
);

testRows(ARGMAX_POOLING, [
  ...rows,
  {
    kernel: 'MaxPoolWithArgmax',
    title: 'NaN counts for nothing',
    run: () =>
      pool(tf.tensor4d([1, Number.NaN, 3, 4, 5, 6, Number.NaN, 8, 9], [1, 3, 3, 1]), 'valid', false, 1),
  },
  {
    kernel: 'MaxPoolWithArgmax',
    title: 'an empty batch',
    run: () => pool(tf.zeros([0, 4, 4, 1]), 'same', true),
  },
]);
