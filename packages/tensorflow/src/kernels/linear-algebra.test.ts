import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { LINEAR_ALGEBRA } from './linear-algebra.ts';

const m = (shape: number[], seed = 1): tf.Tensor => sample(shape, { seed });
const EINSUMS: readonly (readonly [equation: string, ...shapes: number[][]])[] = [
  ['ij,jk->ik', [2, 3], [3, 4]],
  ['bij,bjk->bik', [2, 2, 3], [2, 3, 2]],
  ['i,i->', [4], [4]],
  ['i,j->ij', [2], [3]],
  ['ij->ji', [2, 3]],
  ['ijk->', [2, 3, 2]],
  ['bhwi,bhwj->bij', [2, 2, 3, 2], [2, 2, 3, 4]],
];

testRows(LINEAR_ALGEBRA, [
  { kernel: 'BatchMatMul', title: 'matrices', run: () => tf.matMul(m([2, 3]), m([3, 4], 2)) },
  {
    kernel: 'BatchMatMul',
    title: 'transposed',
    run: () => [
      tf.matMul(m([3, 2]), m([3, 4], 2), true),
      tf.matMul(m([2, 3]), m([4, 3], 2), false, true),
      tf.matMul(m([3, 2]), m([4, 3], 2), true, true),
    ],
  },
  {
    kernel: 'BatchMatMul',
    title: 'batches, and one against many',
    run: () => [tf.matMul(m([5, 2, 3]), m([5, 3, 4], 2)), tf.matMul(m([5, 2, 3]), m([1, 3, 4], 2))],
  },
  {
    // tfjs's cpu backend mixes up the batches where both operands are repeated.
    kernel: 'BatchMatMul',
    title: 'each repeated along an axis of the other',
    run: () => tf.matMul(m([2, 1, 2, 3]), m([1, 4, 3, 2], 2)),
    reference: () =>
      tf.matMul(tf.tile(m([2, 1, 2, 3]), [1, 4, 1, 1]), tf.tile(m([1, 4, 3, 2], 2), [2, 1, 1, 1])),
  },
  {
    // oneDNN's own product of these corrupts memory.
    kernel: 'BatchMatMul',
    title: 'two batch axes against none',
    run: () => [
      tf.matMul(m([130, 1, 2, 3]), m([1, 1, 3, 4], 2)),
      tf.matMul(m([130, 1, 3, 2]), m([1, 1, 4, 3], 2), true, true),
      tf.matMul(m([1, 1, 2, 3]), m([130, 1, 3, 4], 2)),
    ],
  },
  {
    kernel: 'BatchMatMul',
    title: 'int32',
    run: () =>
      tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), tf.tensor2d([5, 6, 7, 8], [2, 2], 'int32')),
  },
  {
    kernel: 'BatchMatMul',
    title: 'empty',
    run: () => [tf.matMul(tf.zeros([0, 3]), m([3, 2])), tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3]))],
  },
  {
    kernel: 'BatchMatMul',
    title: 'NaN and infinities',
    run: () =>
      tf.matMul(
        tf.tensor2d([[1, Infinity]]),
        tf.tensor2d([
          [1, Number.NaN],
          [1, 2],
        ]),
      ),
  },
  ...EINSUMS.map(([equation, ...shapes]) => ({
    kernel: 'Einsum',
    title: equation,
    run: () => tf.einsum(equation, ...shapes.map((shape, index) => m(shape, index + 1))),
  })),
  {
    kernel: 'Einsum',
    title: 'bool counts',
    run: () => tf.einsum('ij->i', tf.tensor2d([1, 0, 1, 1], [2, 2], 'bool')),
  },
  ...(
    [
      [1, 1],
      [0, -1],
      [-1, 0],
      [2, 0],
    ] as const
  ).map(([lower, upper]) => ({
    // On the cpu backend tfjs composes it of others.
    kernel: 'MatrixBandPart',
    title: `${lower} below and ${upper} above`,
    run: () =>
      tf.engine().runKernel('MatrixBandPart', {
        input: m([2, 4, 3]),
        numLower: tf.scalar(lower, 'int32'),
        numUpper: tf.scalar(upper, 'int32'),
      }) as tf.Tensor,
    reference: () => tf.linalg.bandPart(m([2, 4, 3]), lower, upper),
  })),
]);

test.each([
  ['ii->i', [[2, 2]], /duplicate/i],
  [
    'ij,jk->iz',
    [
      [2, 3],
      [3, 4],
    ],
    /z|not/i,
  ],
  [
    'ij,jk->ik',
    [
      [2, 3],
      [4, 4],
    ],
    /dimension|Expected/i,
  ],
])('einsum refuses %s of %j', async (equation, shapes, message) => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    expect(() => tf.einsum(equation, ...shapes.map((shape) => m(shape)))).toThrow(message);
  });
});
