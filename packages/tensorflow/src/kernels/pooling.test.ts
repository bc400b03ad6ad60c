import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { testRows, gradients, type KernelRow } from '../../test/compare-backends.ts';
import { expectClose, numericGradient } from '../../test/numeric-gradient.ts';
import { sample } from '../../test/sample-values.ts';
import { POOLING } from './pooling.ts';

type Pad = Parameters<typeof tf.maxPool>[3];
type Size = [number, number];

interface Case {
  readonly image: Size;
  readonly window: Size;
  readonly strides: Size;
  readonly pad: Pad;
  readonly rounding?: 'floor' | 'ceil' | 'round';
}

const ASYMMETRIC: Pad = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];

const CASES: readonly Case[] = [
  ...(['same', 'valid', ASYMMETRIC] as Pad[]).flatMap((pad) =>
    (
      [
        [1, 1],
        [2, 2],
        [3, 3],
        [2, 1],
      ] as Size[]
    ).map((strides): Case => ({ image: [7, 6], window: [3, 2], strides, pad })),
  ),
  ...(['floor', 'ceil', 'round'] as const).flatMap((rounding) =>
    [0, 1].flatMap((pad) =>
      [1, 2, 3].map((stride): Case => ({
        image: [8, 9],
        window: [3, 3],
        strides: [stride, stride],
        pad,
        rounding,
      })),
    ),
  ),
  { image: [7, 7], window: [3, 3], strides: [2, 2], pad: ASYMMETRIC, rounding: 'ceil' },
  { image: [6, 6], window: [2, 2], strides: [2, 2], pad: 2 },
  { image: [6, 8], window: [3, 1], strides: [1, 1], pad: 1 },
  { image: [5, 5], window: [1, 1], strides: [2, 2], pad: 'valid' },
  { image: [5, 5], window: [1, 1], strides: [1, 1], pad: 'same' },
  { image: [2, 2], window: [1, 1], strides: [2, 2], pad: 1, rounding: 'floor' },
  { image: [2, 2], window: [2, 2], strides: [3, 3], pad: 1, rounding: 'ceil' },
  { image: [3, 3], window: [5, 5], strides: [1, 1], pad: 'same' },
];

const title = ({ image, window, strides, pad, rounding }: Case): string =>
  `${image.join('x')} image, ${window.join('x')} window, strides ${strides.join()}, pad ${JSON.stringify(pad)}` +
  (rounding ? `, ${rounding}` : '');

const OPS = { MaxPool: tf.maxPool, AvgPool: tf.avgPool } as const;
const call =
  (kernel: keyof typeof OPS, { window, strides, pad, rounding }: Case) =>
  (x: tf.Tensor): tf.Tensor =>
    OPS[kernel](x as tf.Tensor4D, window, strides, pad, rounding);

const KERNEL_NAMES = ['MaxPool', 'AvgPool'] as const;

// The maximum of no element is -Infinity in tfjs and the lowest float in oneDNN.
const bounded = (y: tf.Tensor): tf.Tensor => tf.maximum(y, -1e3);

const rows: KernelRow[] = [
  ...KERNEL_NAMES.flatMap((kernel) => [
    ...CASES.map((one) => ({
      kernel,
      title: title(one),
      run: () => bounded(call(kernel, one)(sample([2, ...one.image, 3]))),
    })),
    {
      kernel,
      title: 'an empty batch',
      run: () => OPS[kernel](tf.zeros<tf.Rank.R4>([0, 4, 4, 1]), 2, 2, 'same'),
    },
    {
      kernel,
      title: 'infinities',
      run: () => OPS[kernel](tf.tensor4d([1, 1, Infinity, 2], [1, 2, 2, 1]), 2, 1, 'same'),
    },
  ]),
  // Values that are all different: which of equal ones gets the gradient is each backend's own choice.
  ...CASES.filter(({ rounding, window }) => rounding !== 'ceil' && rounding !== 'round' && window[0] > 1).map(
    (one) => ({
      kernel: 'MaxPoolGrad',
      title: title(one),
      run: () => gradients([[2, ...one.image, 3]], call('MaxPool', one)),
    }),
  ),
  // tfjs's cpu backend divides by the whole window, so that only windows inside the image compare.
  ...CASES.filter(({ pad, rounding }) => pad === 'valid' || (pad === 0 && rounding === 'floor'))
    .filter(({ window }) => window[0] > 1)
    .map((one) => ({
      kernel: 'AvgPoolGrad',
      title: title(one),
      run: () => gradients([[2, ...one.image, 3]], call('AvgPool', one)),
    })),
];

const WINDOWS = CASES.filter(({ window: [height] }) => height > 1);
const whole = (): tf.Tensor4D => sample<tf.Rank.R4>([2, 8, 9, 2], { dtype: 'int32', low: -2e9, high: 2e9 });

testRows(POOLING, [
  ...rows,
  ...WINDOWS.map((one) => ({
    kernel: 'MaxPool',
    title: `int32, ${title(one)}`,
    // tfjs's cpu backend has 0 where a window is wholly outside of the image.
    run: () =>
      tf.where(tf.greater(call('MaxPool', one)(tf.ones([2, 8, 9, 2])), 0), call('MaxPool', one)(whole()), 0),
  })),
  ...(['same', 'valid', 1] as const).flatMap((pad) =>
    ([1, [2, 2], [1, 3]] as (number | Size)[]).flatMap((dilations) =>
      (['max', 'avg'] as const).map((type) => ({
        kernel: type === 'max' ? 'MaxPool' : 'AvgPool',
        title: `tf.pool, ${type}, pad ${pad}, dilations ${JSON.stringify(dilations)}`,
        run: () => tf.pool(sample<tf.Rank.R4>([2, 8, 9, 2]), [3, 2], type, pad, dilations, 1),
      })),
    ),
  ),
]);

test.each(CASES.map((one) => [title(one), one] as const))(
  'AvgPoolGrad, %s: is the numeric gradient',
  async (_name, one) => {
    await tf.setBackend('tensorflow');
    tf.tidy(() => {
      const x = sample([1, ...one.image, 2]);
      const pool = call('AvgPool', one);
      // A window wholly outside of the image has no mean.
      const known = tf.logicalNot(tf.isNaN(pool(x)));
      const mean = (y: tf.Tensor): tf.Tensor => tf.where(known, pool(y), tf.zerosLike(known));
      const dy = tf.where(known, sample(known.shape, { seed: 3 }), tf.zeros(known.shape));
      expectClose(tf.grad(pool)(x, dy), numericGradient(mean, x, dy));
    });
  },
);

test.each(CASES.map((one) => [title(one), one] as const))(
  'MaxPoolGrad, %s: is the numeric gradient',
  async (_name, one) => {
    await tf.setBackend('tensorflow');
    tf.tidy(() => {
      const pool = call('MaxPool', one);
      // Values that lie further apart than the step: which of equal ones gets the gradient is each backend's own choice.
      const values = Array.from(
        { length: one.image[0] * one.image[1] * 2 },
        (_value, index) => ((index * 37) % 149) / 16,
      );
      const x = tf.tensor(values, [1, ...one.image, 2]);
      const y = pool(x);
      const dy = tf.where(tf.greater(y, -1e3), sample(y.shape, { seed: 3 }), tf.zerosLike(y));
      expectClose(
        tf.grad(pool)(x, dy),
        numericGradient((z) => bounded(pool(z)), x, dy, 1 / 64),
      );
    });
  },
);
