import * as tf from '@tensorflow/tfjs-core';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { ARITHMETIC } from './arithmetic.ts';

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const COMPARISONS: Readonly<Record<string, Binary>> = {
  Equal: tf.equal,
  Greater: tf.greater,
  GreaterEqual: tf.greaterEqual,
  Less: tf.less,
  LessEqual: tf.lessEqual,
  NotEqual: tf.notEqual,
};

const NUMERIC: Readonly<Record<string, Binary>> = {
  ...COMPARISONS,
  Add: tf.add,
  Maximum: tf.maximum,
  Minimum: tf.minimum,
  Mod: tf.mod,
  Multiply: tf.mul,
  RealDiv: tf.div,
  SquaredDifference: tf.squaredDifference,
  Sub: tf.sub,
};

const LOGICAL: Readonly<Record<string, Binary>> = {
  LogicalAnd: tf.logicalAnd,
  LogicalOr: tf.logicalOr,
};

const a = (dtype?: 'int32'): tf.Tensor => sample([2, 3, 4], { low: -6, high: 6, ...(dtype && { dtype }) });
const b = (dtype?: 'int32'): tf.Tensor =>
  sample([2, 3, 4], { low: 1, high: 5, seed: 2, ...(dtype && { dtype }) });
const left = (): tf.Tensor => tf.tensor1d([Number.NaN, Infinity, -Infinity, 0, -0, 1, 5, -5, 1e30]);
const right = (): tf.Tensor => tf.tensor1d([1, Infinity, 2, 0, 0, Number.NaN, -2, 2, 1e30]);
const truth = (): [tf.Tensor, tf.Tensor] => [
  tf.tensor1d([0, 0, 1, 1], 'bool'),
  tf.tensor1d([0, 1, 0, 1], 'bool'),
];

const rows: KernelRow[] = Object.entries({ ...NUMERIC, Pow: tf.pow, Atan2: tf.atan2 }).flatMap(
  ([kernel, op]) => [
    { kernel, title: 'float32', run: () => op(a(), b()) },
    {
      kernel,
      title: 'broadcast of a row and a column',
      run: () => op(sample([3, 1]), sample([1, 4], { seed: 2, low: 0.5 })),
    },
    { kernel, title: 'broadcast of a scalar', run: () => op(sample([2, 2]), tf.scalar(1.5)) },
    {
      kernel,
      title: 'ranks that differ',
      run: () => op(sample([4]), sample([2, 3, 4], { seed: 2, low: 0.5 })),
    },
    { kernel, title: '0-d', run: () => op(tf.scalar(2), tf.scalar(0.5)) },
    { kernel, title: 'empty', run: () => op(tf.zeros([0, 3]), tf.ones([1, 3])) },
  ],
);

for (const [kernel, op] of Object.entries(NUMERIC)) {
  if (kernel !== 'RealDiv') rows.push({ kernel, title: 'int32', run: () => op(a('int32'), b('int32')) });
  if (kernel !== 'Mod') rows.push({ kernel, title: 'NaN and infinities', run: () => op(left(), right()) });
}
for (const [kernel, op] of Object.entries(COMPARISONS))
  rows.push({ kernel, title: 'bool', run: () => op(...truth()) });
for (const [kernel, op] of Object.entries(LOGICAL))
  rows.push(
    { kernel, title: 'bool', run: () => op(...truth()) },
    {
      kernel,
      title: 'broadcast',
      run: () => op(tf.tensor2d([0, 1], [2, 1], 'bool'), tf.tensor1d([0, 1, 1], 'bool')),
    },
    { kernel, title: 'empty', run: () => op(tf.zeros([0], 'bool'), tf.scalar(true, 'bool')) },
  );

/** Truth values count as 0 and 1, and any number but 0 is true; tfjs's cpu backend keeps the number. */
const asTruth = (op: Binary) => (): tf.Tensor => {
  const [x, y] = truth().map((values) => tf.cast(values, 'int32')) as [tf.Tensor, tf.Tensor];
  return tf.cast(op(x, y), 'bool');
};
for (const [kernel, op] of Object.entries({
  Add: tf.add,
  Multiply: tf.mul,
  Sub: tf.sub,
  SquaredDifference: tf.squaredDifference,
}))
  rows.push({ kernel, title: 'bool', run: () => op(...truth()), reference: asTruth(op) });

rows.push(
  { kernel: 'Maximum', title: 'bool', run: () => tf.maximum(...truth()) },
  { kernel: 'Minimum', title: 'bool', run: () => tf.minimum(...truth()) },
  { kernel: 'FloorDiv', title: 'tf.div of int32', run: () => tf.div(a('int32'), b('int32')) },
  {
    // tf.logicalXor is composed of the others; the kernel is for graph models.
    kernel: 'LogicalXor',
    title: 'bool',
    run: () => {
      const [x, y] = truth();
      return tf.engine().runKernel('LogicalXor', { a: x, b: y }) as tf.Tensor;
    },
    reference: () => tf.logicalXor(...truth()),
  },
  {
    kernel: 'Add',
    title: 'int32 wraps around',
    run: () => tf.add(tf.tensor1d([2147483647], 'int32'), tf.tensor1d([1], 'int32')),
  },
  { kernel: 'Add', title: 'float32 and int32', run: () => tf.add(a(), b('int32')) },
  {
    kernel: 'Mod',
    title: 'signs',
    run: () => tf.mod(tf.tensor1d([5, -5, 5, -5]), tf.tensor1d([3, 3, -3, -3])),
  },
  {
    kernel: 'Pow',
    title: 'int32',
    run: () => tf.pow(tf.tensor1d([2, -3, 0, 5], 'int32'), tf.tensor1d([3, 3, 0, 1], 'int32')),
  },
  {
    kernel: 'Pow',
    title: 'negative and fractional exponents',
    run: () => tf.pow(tf.tensor1d([2, -8, 0, 4]), tf.tensor1d([-2, 1 / 3, -1, 0.5])),
  },
  {
    kernel: 'Atan2',
    title: 'quadrants and zeros',
    run: () => tf.atan2(tf.tensor1d([1, 1, -1, -1, 0, 0]), tf.tensor1d([1, -1, 1, -1, 0, -1])),
  },
  {
    kernel: 'BitwiseAnd',
    title: 'int32',
    run: () => tf.bitwiseAnd(tf.tensor1d([12, -1, 7], 'int32'), tf.tensor1d([10, 255, 8], 'int32')),
  },
  {
    kernel: 'FloorDiv',
    title: 'int32',
    run: () => tf.floorDiv(tf.tensor1d([7, -7, 7, -7], 'int32'), tf.tensor1d([2, 2, -2, -2], 'int32')),
  },
  {
    // As TensorFlow and tfjs-node; tfjs's cpu backend answers int32.
    kernel: 'FloorDiv',
    title: 'float32',
    run: () => tf.floorDiv(a(), b()),
    reference: () => tf.floor(tf.div(a(), b())),
  },
  {
    kernel: 'AddN',
    title: 'three float32',
    run: () => tf.addN([sample([2, 3]), sample([2, 3], { seed: 2 }), sample([2, 3], { seed: 3 })]),
  },
  { kernel: 'AddN', title: 'one', run: () => tf.addN([sample([2, 3])]) },
  { kernel: 'AddN', title: 'int32', run: () => tf.addN([a('int32'), b('int32')]) },
  {
    kernel: 'AddN',
    title: '0-d and empty',
    run: () => [tf.addN([tf.scalar(1), tf.scalar(2)]), tf.addN([tf.zeros([0]), tf.zeros([0])])],
  },
);

testRows(ARITHMETIC, rows);
