import * as tf from '@tensorflow/tfjs-core';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { REDUCTION } from './reduction.ts';

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const REDUCTIONS: Readonly<Record<string, Reduce>> = {
  Max: tf.max,
  Mean: tf.mean,
  Min: tf.min,
  Prod: tf.prod,
  Sum: tf.sum,
};
const LOGICAL: Readonly<Record<string, Reduce>> = { All: tf.all, Any: tf.any };
const input = (dtype: tf.DataType = 'float32'): tf.Tensor => sample([2, 3, 4], { dtype, low: -3, high: 3 });

const along = (kernel: string, op: Reduce, dtype: tf.DataType): KernelRow[] => [
  { kernel, title: `${dtype}, all axes`, run: () => op(input(dtype)) },
  { kernel, title: `${dtype}, one axis`, run: () => op(input(dtype), 1) },
  { kernel, title: `${dtype}, a negative axis`, run: () => op(input(dtype), -1) },
  { kernel, title: `${dtype}, two axes`, run: () => op(input(dtype), [0, -1]) },
  { kernel, title: `${dtype}, keepDims`, run: () => op(input(dtype), [1], true) },
  { kernel, title: `${dtype}, keepDims of all axes`, run: () => op(input(dtype), undefined, true) },
];

const rows: KernelRow[] = [
  ...Object.entries(REDUCTIONS).flatMap(([kernel, op]) => [
    ...along(kernel, op, 'float32'),
    ...along(kernel, op, 'int32'),
    { kernel, title: '0-d', run: () => op(tf.scalar(3)) },
    { kernel, title: 'an empty result', run: () => op(tf.zeros([0, 3]), 1) },
    { kernel, title: 'infinities', run: () => op(tf.tensor2d([1, Infinity, -Infinity, 2, 3, 4], [3, 2]), 1) },
  ]),
  ...Object.entries(LOGICAL).flatMap(([kernel, op]) => [
    ...along(kernel, op, 'bool'),
    {
      // All of nothing is true; tfjs's cpu backend says false.
      kernel,
      title: 'nothing',
      run: () => op(tf.zeros([2, 0], 'bool'), 1),
      reference: () => tf.fill([2], kernel === 'All' ? 1 : 0, 'bool'),
    },
  ]),
  { kernel: 'Sum', title: 'bool counts', run: () => tf.sum(input('bool'), 0) },
  { kernel: 'Sum', title: 'nothing', run: () => tf.sum(tf.zeros([2, 0]), 1) },
  { kernel: 'Sum', title: 'NaN', run: () => tf.sum(tf.tensor1d([1, Number.NaN])) },
  { kernel: 'Prod', title: 'bool', run: () => tf.prod(input('bool'), 0) },
  { kernel: 'Prod', title: 'nothing', run: () => tf.prod(tf.zeros([2, 0]), 1) },
  { kernel: 'Mean', title: 'bool', run: () => tf.mean(input('bool'), 0) },
  { kernel: 'Max', title: 'bool', run: () => tf.max(input('bool'), 0) },
  { kernel: 'Min', title: 'bool', run: () => tf.min(input('bool'), 2) },
  {
    kernel: 'Max',
    title: 'no truth values',
    run: () => tf.max(tf.zeros([2, 0], 'bool'), 1),
    reference: () => tf.zeros([2], 'bool'),
  },
];

for (const [kernel, op] of Object.entries({ ArgMax: tf.argMax, ArgMin: tf.argMin }))
  rows.push(
    { kernel, title: 'float32', run: () => [op(input(), 0), op(input(), 1), op(input(), -1)] },
    {
      kernel,
      title: 'int32, the first of equals',
      run: () => op(tf.tensor2d([1, 3, 3, 1], [2, 2], 'int32'), 0),
    },
    { kernel, title: 'bool', run: () => op(tf.tensor1d([0, 1, 1, 0], 'bool')) },
    { kernel, title: 'a vector', run: () => op(sample([9])) },
  );

for (const [kernel, op] of Object.entries({ Cumsum: tf.cumsum, Cumprod: tf.cumprod }))
  rows.push(
    {
      kernel,
      title: 'float32 along the first, a middle and the last axis',
      run: () => [op(input(), 0), op(input(), 1), op(input(), 2)],
    },
    // tfjs's cpu backend mixes up the axes for a negative one.
    { kernel, title: 'a negative axis', run: () => op(input(), -2), reference: () => op(input(), 1) },
    { kernel, title: 'exclusive', run: () => op(input(), 1, true) },
    { kernel, title: 'reverse', run: () => op(input(), 2, false, true) },
    { kernel, title: 'exclusive and reverse', run: () => op(input(), 0, true, true) },
    { kernel, title: 'int32', run: () => op(input('int32'), 1) },
    { kernel, title: 'bool', run: () => op(tf.tensor1d([1, 1, 1, 0], 'bool')) },
  );

const indices = (): tf.Tensor1D => tf.tensor1d([1, 0, 3, 1, 9], 'int32');
const COUNTS = [
  ['Bincount', tf.bincount],
  [
    'DenseBincount',
    (x: tf.Tensor1D, weights: tf.Tensor1D, size: number) => tf.denseBincount(x, weights, size),
  ],
] as const;
for (const [kernel, op] of COUNTS)
  rows.push(
    { kernel, title: 'without weights', run: () => op(indices(), tf.tensor1d([]), 5) },
    { kernel, title: 'float32 weights', run: () => op(indices(), sample<tf.Rank.R1>([5]), 5) },
    { kernel, title: 'int32 weights', run: () => op(indices(), tf.tensor1d([1, 2, 3, 4, 5], 'int32'), 12) },
  );
rows.push(
  {
    kernel: 'DenseBincount',
    title: 'rows',
    run: () => tf.denseBincount(tf.tensor2d([1, 1, 0, 2], [2, 2], 'int32'), tf.zeros<tf.Rank.R2>([0, 0]), 3),
  },
  {
    kernel: 'DenseBincount',
    title: 'binary',
    run: () => tf.denseBincount(indices(), tf.tensor1d([]), 5, true),
    reference: () => tf.tensor1d([1, 1, 0, 1, 0]), // tfjs's cpu backend counts vectors nevertheless
  },
);

const segments = (): tf.Tensor1D => tf.tensor1d([0, 2, 0], 'int32');
rows.push(
  {
    kernel: 'UnsortedSegmentSum',
    title: 'rows',
    run: () => tf.unsortedSegmentSum(sample([3, 4]), segments(), 3),
  },
  {
    kernel: 'UnsortedSegmentSum',
    title: 'a vector',
    run: () => tf.unsortedSegmentSum(sample([3]), segments(), 4),
  },
  {
    // tfjs's cpu backend answers float32.
    kernel: 'UnsortedSegmentSum',
    title: 'int32',
    run: () => tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4], 'int32'), segments(), 3),
    reference: () => tf.tensor1d([5, 0, 2], 'int32'),
  },
);

testRows(REDUCTION, rows);
