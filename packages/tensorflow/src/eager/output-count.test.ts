import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import '../index.ts';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

test('more tensors than a process has handles for are refused, of an empty tensor too', () => {
  const empty = tf.zeros([2 ** 21, 0]);
  expect(() => tf.split(empty, 2 ** 21)).toThrow(
    /SplitV would make 2097152 tensors, and at most 1048576 are allowed; make fewer and larger ones/,
  );
  expect(() => tf.unstack(empty)).toThrow(/Unpack would make 2097152 tensors/);
  empty.dispose();
});
