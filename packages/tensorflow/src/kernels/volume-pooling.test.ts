import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { gradients, testRows, type KernelRow } from '../../test/compare-backends.ts';
import { expectClose, numericGradient } from '../../test/numeric-gradient.ts';
import { sample } from '../../test/sample-values.ts';
import { VOLUME_POOLING } from './volume-pooling.ts';

type Sizes = [number, number, number];

interface Case {
  readonly window: Sizes;
  readonly strides: Sizes;
  readonly pad: 'same' | 'valid' | number;
  readonly rounding?: 'floor' | 'ceil' | 'round';
}

const CASES: readonly Case[] = [
  ...(['same', 'valid'] as const).flatMap((pad) =>
    (
      [
        [1, 1, 1],
        [2, 2, 2],
        [1, 3, 2],
      ] as Sizes[]
    ).map((strides): Case => ({ window: [2, 3, 2], strides, pad })),
  ),
  ...(['floor', 'ceil', 'round'] as const).flatMap((rounding) =>
    [0, 1].map((pad): Case => ({ window: [3, 3, 3], strides: [2, 2, 2], pad, rounding })),
  ),
  { window: [3, 2, 2], strides: [2, 1, 2], pad: 1 },
  { window: [1, 1, 1], strides: [1, 1, 1], pad: 'same' },
  { window: [1, 1, 1], strides: [2, 2, 2], pad: 'valid' },
];

const IMAGE = [4, 5, 6];
const OPS = { MaxPool3D: tf.maxPool3d, AvgPool3D: tf.avgPool3d } as const;
const NAMES = ['MaxPool3D', 'AvgPool3D'] as const;
const title = (one: Case): string => JSON.stringify(one);
const call =
  (kernel: keyof typeof OPS, { window, strides, pad, rounding }: Case) =>
  (x: tf.Tensor): tf.Tensor =>
    OPS[kernel](x as tf.Tensor5D, window, strides, pad, rounding);
const inside = ({ pad, rounding }: Case): boolean => pad === 'valid' || (pad === 0 && rounding === 'floor');
// The maximum of no element is -Infinity in tfjs and the lowest float in oneDNN.
const bounded = (y: tf.Tensor): tf.Tensor => tf.maximum(y, -1e3);
/** Values that lie further apart than the step of the numeric gradient. */
const apart = (): tf.Tensor => {
  const shape = [1, ...IMAGE, 1];
  const values = Array.from({ length: 120 }, (_value, index) => ((index * 37) % 149) / 16);
  return tf.tensor(values, shape);
};

const rows: KernelRow[] = [
  ...NAMES.flatMap((kernel) => [
    ...CASES.map((one) => ({
      kernel,
      title: title(one),
      run: () => bounded(call(kernel, one)(sample<tf.Rank.R5>([2, 4, 5, 6, 3]))),
    })),
    {
      kernel,
      title: 'windows outside of the volume',
      run: () => bounded(OPS[kernel](tf.ones<tf.Rank.R5>([1, 1, 1, 1, 1]), [2, 2, 2], 1, 2)),
    },
    {
      kernel,
      // tfjs's cpu backend has padding of less than nothing here.
      title: 'a stride beyond the window that needs no padding',
      run: () => OPS[kernel](sample<tf.Rank.R5>([1, 2, 2, 6, 1]), 2, [2, 2, 3], 'same'),
      reference: () => OPS[kernel](sample<tf.Rank.R5>([1, 2, 2, 6, 1]), 2, [2, 2, 3], 'valid'),
    },
    {
      kernel,
      title: 'an empty batch',
      run: () => OPS[kernel](tf.zeros<tf.Rank.R5>([0, 4, 4, 4, 1]), 2, 2, 'same'),
    },
  ]),
  ...CASES.filter(({ window: [depth] }) => depth > 1).map((one) => {
    const run = (): tf.Tensor => {
      const x = sample<tf.Rank.R5>([2, 4, 5, 6, 2], { dtype: 'int32', low: -2e9, high: 2e9 });
      return call('MaxPool3D', one)(x);
    };
    // tfjs's cpu backend says that they are float32.
    return {
      kernel: 'MaxPool3D',
      title: `int32, ${title(one)}`,
      run,
      reference: () => tf.cast(run(), 'int32'),
    };
  }),
  ...CASES.filter((one) => one.window[1] > 1 && inside(one)).flatMap((one) =>
    // tfjs's cpu backend takes the height of a window for its width in the gradient of max pooling.
    NAMES.filter((kernel) => kernel === 'AvgPool3D' || one.window[1] === one.window[2]).map((kernel) => ({
      kernel: `${kernel}Grad`,
      title: title(one),
      run: () => gradients([[2, ...IMAGE, 2]], call(kernel, one)),
    })),
  ),
];

testRows(VOLUME_POOLING, rows);

test.each(
  NAMES.flatMap((kernel) => CASES.map((one) => [`${kernel}Grad, ${title(one)}`, kernel, one] as const)),
)('%s: is the numeric gradient', async (_name, kernel, one) => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    const pool = call(kernel, one);
    const x = apart();
    const y = pool(x);
    // A window wholly outside has no maximum.
    const dy = tf.where(tf.greater(y, -1e3), sample(y.shape as [number], { seed: 3 }), tf.zerosLike(y));
    expectClose(
      tf.grad(pool)(x, dy),
      numericGradient((z) => bounded(pool(z)), x, dy, 1 / 64),
    );
  });
});
