import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gradients, testRows, type KernelRow } from '../../test/compare-backends.ts';
import { refusal, run } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';
import { DILATION } from './dilation.ts';

type Size = [number, number];

const IMAGE = [2, 7, 6, 3];
const FILTER = [3, 2, 3];

const dilate =
  (strides: Size, pad: unknown, dilations: Size = [1, 1]) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.dilation2d(x as tf.Tensor4D, filter as tf.Tensor3D, strides, pad as 'same', dilations);

const CASES: readonly (readonly [strides: Size, pad: unknown, dilations?: Size])[] = [
  'same',
  'valid',
  1,
].flatMap(
  (pad) =>
    [
      [[1, 1], pad],
      [[2, 2], pad],
      [[1, 1], pad, [2, 2]],
    ] as [Size, unknown, Size?][],
);

const rows: KernelRow[] = CASES.flatMap((one) => {
  const title = JSON.stringify(one);
  return [
    {
      kernel: 'Dilation2D',
      title,
      run: () => dilate(...one)(sample(IMAGE as [number]), sample(FILTER as [number], { seed: 2 })),
    },
    {
      kernel: 'Dilation2D',
      title: `int32, ${title}`,
      run: () =>
        dilate(...one)(
          sample(IMAGE as [number], { dtype: 'int32', low: -2e9, high: 2e9 }),
          sample(FILTER as [number], { dtype: 'int32', low: -9, high: 9 }),
        ),
    },
    ...['Dilation2DBackpropInput', 'Dilation2DBackpropFilter'].map((kernel) => ({
      kernel,
      title,
      run: () => gradients([IMAGE, FILTER], dilate(...one)),
    })),
  ];
});

testRows(DILATION, rows);

test.each([
  [{ x: [1, 4, 4, 3], filter: [2, 2, 2] }, /got shapes \[1, 4, 4, 3\] and \[2, 2, 2\]/],
  [{ x: [1, 4, 4, 3], filter: [2, 2, 3, 1] }, /a filter \[height, width, channels\]/],
  [{ x: [4, 4, 3], filter: [2, 2, 3] }, /an image of rank 4/],
])('%j is refused', async (shapes, message) => {
  await tf.setBackend('tensorflow');
  const call = (): unknown =>
    run(
      'Dilation2D',
      { x: tf.zeros(shapes.x), filter: tf.zeros(shapes.filter) },
      { strides: 1, pad: 'same', dilations: 1 },
    );
  expect(refusal(call).message).toMatch(message);
});
