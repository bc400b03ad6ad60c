import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, test } from 'vitest';
import { expectSame, outcome, plain, testRows } from '../../test/compare-backends.ts';
import { int, refusal } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';
import { COMPLEX } from './complex.ts';

beforeEach(() => tf.setBackend('tensorflow'));

const numbers = (shape: number[], seed = 1): tf.Tensor =>
  tf.complex(sample(shape, { seed }), sample(shape, { seed: seed + 1 }));

testRows(COMPLEX, [
  { kernel: 'Complex', title: 'a matrix', run: () => numbers([2, 3]) },
  { kernel: 'Complex', title: 'no element, and one of rank 0', run: () => [numbers([0]), numbers([])] },
  { kernel: 'Real', title: 'a matrix', run: () => tf.real(numbers([2, 3])) },
  { kernel: 'Imag', title: 'a matrix', run: () => tf.imag(numbers([2, 3])) },
  { kernel: 'ComplexAbs', title: 'a matrix', run: () => tf.abs(numbers([2, 3])) },
]);

type Parts = readonly [real: tf.Tensor, imag: tf.Tensor];
const parts = (x: tf.Tensor): Parts => [tf.real(x), tf.imag(x)];
const product = ([a, b]: Parts, [c, d]: Parts, times = tf.mul): tf.Tensor[] => [
  tf.sub(times(a, c), times(b, d)),
  tf.add(times(a, d), times(b, c)),
];
const [matrix, vector] = [() => numbers([2, 2], 5), () => numbers([2], 8)];

/** What ops of complex numbers must give, in ops of their real parts. */
const OPS: readonly (readonly [title: string, op: () => tf.Tensor, expected: () => readonly tf.Tensor[]])[] =
  [
    ['mul', () => tf.mul(matrix(), vector()), () => product(parts(matrix()), parts(vector()))],
    ['square', () => tf.square(vector()), () => product(parts(vector()), parts(vector()))],
    [
      'a complex by a real tensor',
      () => tf.mul(vector(), tf.tensor1d([2, -1])),
      () => parts(vector()).map((part) => tf.mul(part, tf.tensor1d([2, -1]))),
    ],
    ['div undoes mul', () => tf.div(tf.mul(matrix(), vector()), vector()), () => parts(matrix())],
    ['log1p undoes expm1', () => tf.log1p(tf.expm1(vector())), () => parts(vector())],
    [
      'exp',
      () => tf.exp(vector()),
      () => {
        const [real, imag] = parts(vector());
        return [tf.mul(tf.exp(real), tf.cos(imag)), tf.mul(tf.exp(real), tf.sin(imag))];
      },
    ],
    [
      'matMul',
      () => tf.matMul(matrix(), matrix()),
      () => product(parts(matrix()), parts(matrix()), tf.matMul),
    ],
    [
      'matMul transposes and does not conjugate',
      () => tf.matMul(matrix(), matrix(), true, true),
      () =>
        product(parts(matrix()), parts(matrix()), (a, b) =>
          tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, true, true),
        ),
    ],
    [
      'einsum',
      () => tf.einsum('ij,kj->ik', matrix(), matrix()),
      () =>
        product(parts(matrix()), parts(matrix()), (a, b) =>
          tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, false, true),
        ),
    ],
    ...Object.entries<(x: tf.Tensor) => tf.Tensor>({
      sum: (x) => tf.sum(x, 1),
      mean: (x) => tf.mean(x, 0),
      cumsum: (x) => tf.cumsum(x, 1),
      neg: (x) => tf.neg(x),
      transpose: (x) => tf.transpose(x),
      reverse: (x) => tf.reverse(x),
      zerosLike: (x) => tf.zerosLike(x),
      unstack: (x) => tf.unstack(x)[1] as tf.Tensor,
      concat: (x) => tf.concat([x, x], 1),
      slice: (x) => tf.slice(x, [0, 1], [2, 1]),
      gather: (x) => tf.gather(x, int(1, 0)),
      tile: (x) => tf.tile(x, [2, 1]),
      pad: (x) =>
        tf.pad(x, [
          [1, 0],
          [0, 1],
        ]),
      stack: (x) => tf.stack([x, x]),
      where: (x) => tf.where(tf.tensor1d([true, false]), x, tf.reverse(x)),
      broadcastTo: (x) => tf.broadcastTo(x, [3, 2, 2]),
    }).map(
      ([name, run]) => [name, () => run(matrix()), () => parts(matrix()).map((part) => run(part))] as const,
    ),
  ];

test.each(OPS)('complex numbers: %s', async (_title, op, expected) => {
  const [real, imag] = await outcome('tensorflow', () => parts(op()));
  expectSame(
    [real, imag].flatMap((part) => part ?? []),
    await outcome('tensorflow', expected),
    1e-4,
  );
});

test('casts go both ways and keep the real part', async () => {
  const [real, whole, back] = await outcome('tensorflow', () => [
    tf.cast(tf.complex([1.5, -2.5], [3, 4]), 'float32'),
    tf.cast(tf.complex([1.5, -2.5], [3, 4]), 'int32'),
    tf.cast(tf.tensor1d([true, false]), 'complex64'),
  ]);
  expect([real, whole, back]).toMatchObject([
    { dtype: 'float32', values: [1.5, -2.5] },
    { dtype: 'int32', values: [1, -2] },
    { dtype: 'complex64', values: [1, 0, 0, 0] },
  ]);
});

test('an op of real numbers refuses complex ones instead of dropping their imaginary part', () => {
  const x = tf.complex([1], [2]);
  expect(refusal(() => tf.prelu(x, x)).message).toContain(
    'A tensor of float32 is needed here, got complex64; take tf.real or tf.abs of it.',
  );
  expect(refusal(() => tf.round(x)).message).toMatch(
    /^Round of x complex64 \[1\]: TensorFlow's Round refused its input \(complex64 \[1\]\)/,
  );
  x.dispose();
});

test('numbers are made and read in pairs of real and imaginary part', () => {
  const x = tf.complex([1, 2], [3, 4]);
  expect(plain(x).values).toEqual([1, 3, 2, 4]);
  x.dispose();
});
