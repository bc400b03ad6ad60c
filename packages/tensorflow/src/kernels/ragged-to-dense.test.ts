import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusal } from '../../test/refused-call.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

const dense = (
  shape: number[],
  values: tf.Tensor,
  partitions: readonly (readonly [type: string, values: number | number[]])[],
  defaultValue: tf.Tensor | number = 9,
): tf.Tensor =>
  tf.raggedTensorToTensor(
    shape,
    values as tf.Tensor,
    defaultValue as tf.Tensor,
    partitions.map(([, rows]) => tf.tensor(rows, undefined, 'int32')),
    partitions.map(([type]) => type),
  );

test.each([
  [
    /^rt input\.shape and shape=1,2,3 are incompatible: rt input\.rank = 2, but shape\.rank = 3$/,
    [1, 2, 3],
    [['ROW_SPLITS', [0, 3]]],
  ],
  [/^No row_partition_types given\.$/, [3], []],
  [/^Invalid first partition input\./, [3, 3], [['ROW_SPLITS', []]]],
  [
    /: The first row partition must be FIRST_DIM_SIZE or ROW_SPLITS, got VALUE_ROWIDS\.$/,
    [3, 3],
    [['VALUE_ROWIDS', [0, 0, 1]]],
  ],
  [
    /: FIRST_DIM_SIZE needs a scalar of at least 0, got shape \[\]\.$/,
    [3, 3],
    [
      ['FIRST_DIM_SIZE', -1],
      ['VALUE_ROWIDS', [0, 0, 1]],
    ],
  ],
  [
    /: Row partitions must be ROW_SPLITS or VALUE_ROWIDS vectors, got ROW_LENGTHS of shape \[1\]\.$/,
    [3, 3],
    [
      ['FIRST_DIM_SIZE', 1],
      ['ROW_LENGTHS', [3]],
    ],
  ],
  [
    /: VALUE_ROWIDS must be sorted and not less than 0, nor 4 or more, got 4\.$/,
    [3, 3],
    [
      ['FIRST_DIM_SIZE', 4],
      ['VALUE_ROWIDS', [0, 0, 4]],
    ],
  ],
  [
    /: VALUE_ROWIDS must be sorted and not less than 0, nor 4 or more, got -1\.$/,
    [3, 3],
    [
      ['FIRST_DIM_SIZE', 4],
      ['VALUE_ROWIDS', [-1, 0, 1]],
    ],
  ],
  [/: ROW_SPLITS needs a vector that starts with 0, got shape \[2\]\.$/, [3, 3], [['ROW_SPLITS', [1, 3]]]],
  [/^Ragged splits must be sorted in ascending order$/, [3, 3], [['ROW_SPLITS', [0, 5, 3]]]],
  [
    /^Row partition size is greater than output size: 4 > 3$/,
    [1, 3, 3],
    [
      ['ROW_SPLITS', [0, 3]],
      ['ROW_SPLITS', [0, 1, 2, 3, 3]],
    ],
  ],
  [
    /: The row partitions are of 1000000 values, got values of shape \[3\]\.$/,
    [3, 3],
    [['ROW_SPLITS', [0, 1_000_000]]],
  ],
  [/: shape must be whole numbers of at least 0, or -1, got -2\.$/, [3, -2], [['ROW_SPLITS', [0, 3]]]],
] as const)('dense: %s', (message, shape, partitions) => {
  expect(refusal(() => dense([...shape], tf.zeros([3]), partitions as never)).message).toMatch(message);
});

test('dense: a default that is no row, a shape of another row, and one that memory has no room for', () => {
  const rows = [['ROW_SPLITS', [0, 1, 3]]] as const;
  expect(refusal(() => dense([2, 2], tf.zeros([3]), rows as never, tf.zeros([1]))).message).toMatch(
    /are incompatible: defaultValue.rank = 1/,
  );
  expect(refusal(() => dense([2, 2, 5], tf.zeros([3, 2]), rows as never)).message).toBe(
    'rt input.shape and shape=2,2,5 are incompatible: rt input.shape[2] = 2 but shape[2] = 5',
  );
  expect(refusal(() => dense([2 ** 30, 2 ** 30], tf.zeros([3]), rows as never)).code).toBe('OUT_OF_MEMORY');
});
