import * as tf from '@tensorflow/tfjs-core';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { LAYOUT } from './layout.ts';

const x = (dtype: tf.DataType = 'float32'): tf.Tensor => sample([2, 3, 4], { dtype, low: -9, high: 9 });
const image = (): tf.Tensor4D => sample<tf.Rank.R4>([2, 4, 6, 4]);
const run = (kernel: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs) as tf.Tensor;

/** One row for each dtype. */
const each = (
  kernel: string,
  title: string,
  op: (x: tf.Tensor) => tf.Tensor | readonly tf.Tensor[],
): KernelRow[] =>
  (['float32', 'int32', 'bool'] as const).map((dtype) => ({
    kernel,
    title: `${title}, ${dtype}`,
    run: () => op(x(dtype)),
  }));

testRows(LAYOUT, [
  ...each('Identity', 'any shape', (y) => tf.clone(y)),
  ...each('Reshape', 'another rank', (y) => tf.reshape(y, [4, 6])),
  { kernel: 'Reshape', title: 'an implicit dimension', run: () => tf.reshape(x(), [3, -1]) },
  {
    kernel: 'Reshape',
    title: 'to 0-d and back',
    run: () => tf.reshape(tf.reshape(tf.tensor1d([5]), []), [1, 1]),
  },
  { kernel: 'Reshape', title: 'empty', run: () => tf.reshape(tf.zeros([0, 3]), [3, 0, 2]) },
  ...each('ExpandDims', 'every place', (y) => [0, 1, 2, 3, -1, -2].map((axis) => tf.expandDims(y, axis))),
  { kernel: 'ExpandDims', title: '0-d', run: () => tf.expandDims(tf.scalar(1)) },
  ...each('Transpose', 'orders of axes', (y) =>
    [
      [0, 2, 1],
      [2, 0, 1],
      [1, 0, 2],
      [2, 1, 0],
    ].map((order) => tf.transpose(y, order)),
  ),
  { kernel: 'Transpose', title: 'empty', run: () => tf.transpose(tf.zeros([0, 3])) },
  {
    kernel: 'Transpose',
    title: 'rank 6',
    run: () => tf.transpose(sample([2, 1, 3, 2, 1, 2]), [5, 3, 1, 0, 2, 4]),
  },
  ...each('Tile', 'repeats', (y) => tf.tile(y, [2, 1, 3])),
  { kernel: 'Tile', title: 'nothing', run: () => run('Tile', { x: sample([2]) }, { reps: [0] }) },
  {
    kernel: 'BroadcastTo',
    title: 'new and longer axes',
    run: () => run('BroadcastTo', { x: sample([3, 1]) }, { shape: [2, 3, 4] }),
    reference: () => tf.tile(tf.reshape(sample([3, 1]), [1, 3, 1]), [2, 1, 4]),
  },
  {
    kernel: 'BroadcastTo',
    title: 'int32 from 0-d',
    run: () => run('BroadcastTo', { x: tf.scalar(7, 'int32') }, { shape: [2, 2] }),
    reference: () => tf.fill([2, 2], 7, 'int32'),
  },
  {
    kernel: 'BroadcastArgs',
    title: 'two shapes',
    run: () => tf.broadcastArgs(tf.tensor1d([5, 1, 4], 'int32'), tf.tensor1d([3, 1], 'int32')),
  },
  ...each('PadV2', 'uneven margins', (y) =>
    tf.pad(
      y,
      [
        [1, 0],
        [0, 2],
        [3, 1],
      ],
      1,
    ),
  ),
  {
    kernel: 'PadV2',
    title: 'infinite and NaN values',
    run: () => [tf.pad(sample([2]), [[1, 1]], -Infinity), tf.pad(sample([2]), [[0, 1]], Number.NaN)],
  },
  {
    kernel: 'PadV2',
    title: 'a fraction into int32',
    run: () =>
      tf.pad(
        x('int32'),
        [
          [1, 0],
          [0, 0],
          [0, 0],
        ],
        2.7,
      ),
  },
  {
    kernel: 'PadV2',
    title: 'empty',
    run: () =>
      tf.pad(
        tf.zeros([0, 2]),
        [
          [1, 1],
          [0, 0],
        ],
        3,
      ),
  },
  {
    kernel: 'PadV2',
    title: '0-d',
    run: () => run('PadV2', { x: tf.scalar(1) }, { paddings: [], constantValue: 0 }),
  },
  {
    kernel: 'MirrorPad',
    title: 'reflect',
    run: () =>
      tf.mirrorPad(
        x(),
        [
          [1, 1],
          [2, 0],
          [0, 3],
        ],
        'reflect',
      ),
  },
  {
    kernel: 'MirrorPad',
    title: 'symmetric',
    run: () =>
      tf.mirrorPad(
        x('int32'),
        [
          [2, 1],
          [3, 0],
          [0, 4],
        ],
        'symmetric',
      ),
  },
  ...each('Slice', 'a part', (y) => tf.slice(y, [0, 1, 1], [2, 1, 3])),
  { kernel: 'Slice', title: 'to the end', run: () => tf.slice(x(), [1, 0, 2], [-1, -1, -1]) },
  { kernel: 'Slice', title: 'nothing', run: () => tf.slice(x(), [0, 3, 0], [2, 0, 4]) },
  ...each('StridedSlice', 'steps', (y) => tf.stridedSlice(y, [0, 2, 0], [2, 0, 4], [1, -1, 2])),
  {
    kernel: 'StridedSlice',
    title: 'masks',
    run: () => tf.stridedSlice(x(), [1, 1, 1], [2, 2, 2], [1, 1, 1], 0b010, 0b100),
  },
  {
    kernel: 'StridedSlice',
    title: 'a new axis',
    run: () => tf.stridedSlice(x(), [0, 0, 0], [2, 3, 4], [1, 1, 1], 0, 0, 0, 0b010),
  },
  {
    kernel: 'StridedSlice',
    title: 'an axis less',
    run: () => tf.stridedSlice(x(), [1, 0, 0], [2, 3, 4], [1, 1, 1], 0, 0, 0, 0, 0b001),
  },
  {
    kernel: 'StridedSlice',
    title: 'an ellipsis',
    run: () => tf.stridedSlice(x(), [0, 1], [2, 3], [1, 1], 0, 0, 0b001),
  },
  {
    kernel: 'StridedSlice',
    title: 'nothing',
    run: () => tf.stridedSlice(x(), [2, 0, 0], [2, 3, 4], [1, 1, 1]),
  },
  ...each('Concat', 'each axis', (y) => [0, 1, 2, -1].map((axis) => tf.concat([y, y], axis))),
  { kernel: 'Concat', title: 'an empty part', run: () => tf.concat([tf.zeros([0, 3]), sample([2, 3])], 0) },
  {
    kernel: 'Concat',
    title: 'parts of different lengths',
    run: () => tf.concat([sample([2, 1]), sample([2, 3], { seed: 2 })], 1),
  },
  { kernel: 'Concat', title: 'one part', run: () => run('Concat', [sample([2, 3])] as never, { axis: 0 }) },
  ...each('Pack', 'each place', (y) => [0, 1, 3, -1].map((axis) => tf.stack([y, y], axis))),
  { kernel: 'Pack', title: '0-d', run: () => tf.stack([tf.scalar(1), tf.scalar(2)]) },
  ...each('Unpack', 'each axis', (y) => [0, 1, -1].flatMap((axis) => tf.unstack(y, axis))),
  { kernel: 'Unpack', title: 'a vector', run: () => tf.unstack(sample([3])) },
  { kernel: 'Unpack', title: 'into more than 4096', run: () => tf.unstack(sample([5000])).slice(-2) },
  ...each('SplitV', 'equal parts', (y) => tf.split(y, 2, -1)),
  { kernel: 'SplitV', title: 'given sizes', run: () => tf.split(x(), [1, 2], 1) },
  { kernel: 'SplitV', title: 'the rest', run: () => tf.split(x(), [1, -1], 2) },
  { kernel: 'SplitV', title: 'an empty part', run: () => tf.split(x(), [0, 3], 1) },
  {
    kernel: 'SplitV',
    title: 'into more than 1024 parts',
    run: () => tf.split(sample([2000]), 2000).slice(-2),
  },
  ...each('Reverse', 'axes', (y) => [tf.reverse(y), tf.reverse(y, 1), tf.reverse(y, [0, -1])]),
  { kernel: 'Reverse', title: '0-d', run: () => run('Reverse', { x: tf.scalar(2) }, { dims: [] }) },
  { kernel: 'FlipLeftRight', title: 'images', run: () => tf.image.flipLeftRight(image()) },
  {
    kernel: 'BatchToSpaceND',
    title: 'blocks',
    run: () =>
      tf.batchToSpaceND(
        sample([8, 2, 3, 1]),
        [2, 2],
        [
          [0, 1],
          [1, 0],
        ],
      ),
  },
  {
    kernel: 'SpaceToBatchND',
    title: 'blocks',
    run: () =>
      tf.spaceToBatchND(
        image(),
        [2, 3],
        [
          [0, 0],
          [1, 2],
        ],
      ),
  },
  { kernel: 'DepthToSpace', title: 'NHWC', run: () => tf.depthToSpace(image(), 2) },
  {
    kernel: 'DepthToSpace',
    title: 'NCHW',
    run: () => tf.depthToSpace(tf.transpose(image(), [0, 3, 1, 2]), 2, 'NCHW'),
    reference: () => tf.transpose(tf.depthToSpace(image(), 2), [0, 3, 1, 2]),
  },
  { kernel: 'Diag', title: 'a vector', run: () => tf.diag(sample([4])) },
  { kernel: 'Diag', title: 'a matrix', run: () => tf.diag(sample([2, 3])) },
  {
    kernel: 'Diag',
    title: 'int32 and bool',
    run: () => [tf.diag(tf.tensor1d([1, 2], 'int32')), tf.diag(tf.tensor1d([1, 0], 'bool'))],
  },
]);
