import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows } from '../../test/compare-backends.ts';
import { CREATION } from './creation.ts';

testRows(CREATION, [
  { kernel: 'Fill', title: 'float32', run: () => tf.fill([2, 3], 1.5) },
  {
    kernel: 'Fill',
    title: 'int32 and bool',
    run: () => [tf.fill([2], -7, 'int32'), tf.fill([2], 1, 'bool')],
  },
  { kernel: 'Fill', title: '0-d and empty', run: () => [tf.fill([], 3), tf.fill([0, 2], 3)] },
  {
    kernel: 'Fill',
    title: 'NaN and infinities',
    run: () => [tf.fill([2], Number.NaN), tf.fill([2], -Infinity)],
  },
  {
    kernel: 'LinSpace',
    title: 'rising and falling',
    run: () => [tf.linspace(0, 9, 10), tf.linspace(2, -1, 7)],
  },
  { kernel: 'LinSpace', title: 'one value', run: () => tf.linspace(3, 9, 1) },
  {
    kernel: 'Range',
    title: 'whole steps',
    run: () => [tf.range(0, 9, 2), tf.range(3, -3, -2), tf.range(0, 5)],
  },
  { kernel: 'Range', title: 'fractions', run: () => tf.range(0, 1, 0.1) },
  { kernel: 'Range', title: 'int32', run: () => tf.range(-2, 3, 1, 'int32') },
  { kernel: 'Range', title: 'the default step counts downwards', run: () => tf.range(5, 1) },
  {
    kernel: 'Range',
    title: 'nothing',
    run: () =>
      tf.engine().runKernel('Range', {}, { start: 2, stop: 2, step: 1, dtype: 'float32' }) as tf.Tensor,
  },
]);

test.each([
  [{ start: 0, stop: 5, step: 0 }, 'tf.range needs a step other than 0, got 0.'],
  [
    { start: 0, stop: Infinity, step: 1 },
    'tf.range from 0 to Infinity in steps of 1 has no length that a tensor can have.',
  ],
  [
    { start: Number.NaN, stop: 5, step: 1 },
    'tf.range from NaN to 5 in steps of 1 has no length that a tensor can have.',
  ],
])('Range refuses %j', async (attrs, message) => {
  await tf.setBackend('tensorflow');
  expect(() => tf.engine().runKernel('Range', {}, { ...attrs, dtype: 'float32' })).toThrow(message);
});
