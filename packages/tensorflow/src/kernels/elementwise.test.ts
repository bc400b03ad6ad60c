import * as tf from '@tensorflow/tfjs-core';
import { outcome, expectSame, testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { expect, test } from 'vitest';
import { ELEMENTWISE } from './elementwise.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

const SPECIAL = [
  ...[Number.NaN, Infinity, -Infinity, 0, -0, 1, -1],
  ...[0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 6, 7, 1e-6, -1e-6, 50, -50],
];

/** Kernels of one tensor: tfjs's op, and where it is finite. */
const UNARY: Readonly<Record<string, readonly [op: Unary, low?: number, high?: number]>> = {
  Abs: [tf.abs],
  Acos: [tf.acos, -1, 1],
  Acosh: [tf.acosh, 1, 5],
  Asin: [tf.asin, -1, 1],
  Asinh: [tf.asinh],
  Atan: [tf.atan],
  Atanh: [tf.atanh, -0.9, 0.9],
  Ceil: [tf.ceil],
  Cos: [tf.cos],
  Cosh: [tf.cosh],
  Elu: [tf.elu],
  Erf: [tf.erf],
  Exp: [tf.exp],
  Expm1: [tf.expm1],
  Floor: [tf.floor],
  IsFinite: [tf.isFinite],
  IsInf: [tf.isInf],
  IsNan: [tf.isNaN],
  LeakyRelu: [(x) => tf.leakyRelu(x, 0.3)],
  Log: [tf.log, 0.1, 5],
  Log1p: [tf.log1p, -0.9, 5],
  Neg: [tf.neg],
  OnesLike: [tf.onesLike],
  Reciprocal: [tf.reciprocal],
  Relu: [tf.relu],
  Relu6: [tf.relu6, -2, 9],
  Round: [tf.round],
  Rsqrt: [tf.rsqrt, 0.1, 5],
  Selu: [tf.selu],
  Sigmoid: [tf.sigmoid],
  Sign: [tf.sign],
  Sin: [tf.sin],
  Sinh: [tf.sinh],
  Softplus: [tf.softplus],
  Sqrt: [tf.sqrt, 0, 5],
  Square: [tf.square],
  Step: [(x) => tf.step(x, 0.25)],
  Tan: [tf.tan, -1.4, 1.4],
  Tanh: [tf.tanh],
  ZerosLike: [tf.zerosLike],
};

const int32 = (): tf.Tensor => tf.tensor2d([-3, -1, 0, 1, 2, 16777215], [2, 3], 'int32');
const bool = (): tf.Tensor => tf.tensor1d([true, false, true], 'bool');

const unary = (kernel: string): Unary => {
  const [op] = UNARY[kernel] ?? [];
  if (!op) throw new Error(`${kernel} is in no row above.`);
  return op;
};

const rows: KernelRow[] = Object.entries(UNARY).flatMap(([kernel, [op, low, high]]) => [
  {
    kernel,
    title: 'float32',
    run: () => op(sample([3, 4], { ...(low !== undefined && { low }), ...(high !== undefined && { high }) })),
  },
  { kernel, title: 'NaN, infinities, zeros and whole numbers', run: () => op(tf.tensor1d(SPECIAL)) },
  { kernel, title: '0-d', run: () => op(tf.scalar(0.5)) },
  { kernel, title: 'empty', run: () => op(tf.zeros([2, 0, 3])) },
]);

for (const kernel of 'Abs Exp IsFinite IsInf IsNan Neg OnesLike Relu Relu6 Round Sign Step ZerosLike'.split(
  ' ',
))
  rows.push({ kernel, title: 'int32', run: () => unary(kernel)(int32()) });
for (const kernel of 'Abs Exp IsFinite IsInf IsNan LeakyRelu OnesLike Relu Relu6 Round Sign Square ZerosLike'.split(
  ' ',
))
  rows.push({ kernel, title: 'bool', run: () => unary(kernel)(bool()) });

rows.push(
  { kernel: 'Square', title: 'int32', run: () => tf.square(tf.tensor1d([-3, 0, 4000], 'int32')) },
  { kernel: 'LeakyRelu', title: 'int32', run: () => tf.leakyRelu(tf.tensor1d([-3, 0, 4], 'int32')) },
  { kernel: 'Step', title: 'without alpha', run: () => tf.step(sample([7])) },
  { kernel: 'Step', title: 'int32, alpha cut to a whole number', run: () => tf.step(int32(), -2) },
  { kernel: 'LogicalNot', title: 'bool', run: () => tf.logicalNot(bool()) },
  { kernel: 'LogicalNot', title: 'empty', run: () => tf.logicalNot(tf.zeros([0], 'bool')) },
  {
    kernel: 'Prelu',
    title: 'one alpha per element',
    run: () => tf.prelu(sample([3, 4]), sample([3, 4], { seed: 2 })),
  },
  {
    kernel: 'Prelu',
    title: 'broadcast alpha',
    run: () => tf.prelu(sample([2, 3, 4]), sample([4], { seed: 2 })),
  },
  {
    kernel: 'Prelu',
    title: 'int32',
    run: () => tf.prelu(tf.tensor1d([-3, 0, 4], 'int32'), tf.tensor1d([2, 2, 2], 'int32')),
  },
  { kernel: 'ClipByValue', title: 'float32', run: () => tf.clipByValue(sample([9]), -0.5, 1.25) },
  {
    kernel: 'ClipByValue',
    title: 'NaN and infinities',
    run: () => tf.clipByValue(tf.tensor1d(SPECIAL), -1, 2),
  },
  {
    kernel: 'ClipByValue',
    title: 'infinite bounds',
    run: () => tf.clipByValue(tf.tensor1d(SPECIAL), -Infinity, Infinity),
  },
  { kernel: 'ClipByValue', title: 'int32', run: () => tf.clipByValue(int32(), -2, 1) },
  {
    kernel: 'ClipByValue',
    title: 'int32 with infinite and fractional bounds',
    run: () => tf.clipByValue(int32(), -Infinity, 1.5),
  },
  { kernel: 'ClipByValue', title: 'empty', run: () => tf.clipByValue(tf.zeros([0, 2]), 0, 1) },
  {
    kernel: 'EluGrad',
    title: 'float32',
    run: () =>
      tf
        .engine()
        .runKernel('EluGrad', { dy: sample([3, 4]), y: sample([3, 4], { seed: 2, low: -0.9 }) }) as tf.Tensor,
  },
  {
    kernel: 'Select',
    title: 'same shapes',
    run: () =>
      tf.where(sample([3, 4], { dtype: 'bool' }), sample([3, 4], { seed: 2 }), sample([3, 4], { seed: 3 })),
  },
  {
    kernel: 'Select',
    title: 'int32, 1-d',
    run: () =>
      tf.where(
        tf.tensor1d([1, 0, 1], 'bool'),
        tf.tensor1d([1, 2, 3], 'int32'),
        tf.tensor1d([4, 5, 6], 'int32'),
      ),
  },
  {
    kernel: 'Select',
    title: 'int32 and float32',
    run: () => tf.where(tf.tensor1d([1, 0], 'bool'), tf.tensor1d([1, 2], 'int32'), tf.tensor1d([0.5, 0.25])),
  },
  {
    // tfjs's cpu backend repeats the row's first value here.
    kernel: 'Select',
    title: 'a vector chooses rows',
    run: () =>
      tf.engine().runKernel('Select', {
        condition: tf.tensor1d([1, 0, 1], 'bool'),
        t: sample([3, 2], { seed: 2 }),
        e: sample([3, 2], { seed: 3 }),
      }) as tf.Tensor,
    reference: () => {
      const chosen = tf.tensor2d(
        [
          [1, 1],
          [0, 0],
          [1, 1],
        ],
        [3, 2],
        'float32',
      );
      return tf.add(
        tf.mul(chosen, sample([3, 2], { seed: 2 })),
        tf.mul(tf.sub(1, chosen), sample([3, 2], { seed: 3 })),
      );
    },
  },
  {
    kernel: 'Select',
    title: '0-d',
    run: () => tf.where(tf.scalar(false, 'bool'), tf.scalar(1), tf.scalar(2)),
  },
  {
    kernel: 'Cast',
    title: 'float32 to int32 cuts',
    run: () => tf.cast(tf.tensor1d([1.9, -1.9, 0.5, -0.5, 0]), 'int32'),
  },
  {
    kernel: 'Cast',
    title: 'float32 to bool',
    run: () => tf.cast(tf.tensor1d([1.5, 0, -0, -3, Number.NaN]), 'bool'),
  },
  { kernel: 'Cast', title: 'int32 to float32', run: () => tf.cast(int32(), 'float32') },
  { kernel: 'Cast', title: 'int32 to bool', run: () => tf.cast(int32(), 'bool') },
  { kernel: 'Cast', title: 'bool to int32', run: () => tf.cast(bool(), 'int32') },
  { kernel: 'Cast', title: 'bool to float32', run: () => tf.cast(bool(), 'float32') },
  { kernel: 'Cast', title: 'to the same dtype', run: () => tf.cast(sample([3]), 'float32') },
  { kernel: 'Cast', title: 'empty', run: () => tf.cast(tf.zeros([0, 3]), 'bool') },
);

testRows(ELEMENTWISE, rows);

const CUT_BY_CPU =
  'Acos Acosh Asin Asinh Atan Atanh Cos Cosh Elu Erf Expm1 ' +
  'Log Log1p Reciprocal Rsqrt Selu Sigmoid Sin Sinh Softplus Sqrt Tan Tanh';

test.each(CUT_BY_CPU.split(' '))('%s: whole numbers and truth values give float32', async (kernel) => {
  for (const dtype of ['int32', 'bool'] as const) {
    const values = (): tf.Tensor => tf.tensor1d([0, 1, 1], dtype);
    const actual = await outcome(
      'tensorflow',
      () => tf.engine().runKernel(kernel, { x: values() }) as tf.Tensor,
    );
    const expected = await outcome(
      'cpu',
      () => tf.engine().runKernel(kernel, { x: tf.cast(values(), 'float32') }) as tf.Tensor,
    );
    expectSame(actual, expected);
    expect(actual[0]?.dtype).toBe(kernel.startsWith('Is') ? 'bool' : 'float32');
  }
});
