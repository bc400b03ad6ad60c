import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSame, outcome } from '../../test/compare-backends.ts';
import { GRADIENT_CASES } from '../../test/gradient-cases.ts';
import { expectClose, numericGradient } from '../../test/numeric-gradient.ts';
import { sample } from '../../test/sample-values.ts';
import { SECOND_ORDER_CASES } from '../../test/second-order-cases.ts';
import { OWN_GRADIENTS } from './own-gradients.ts';

const CASES = [...GRADIENT_CASES, ...SECOND_ORDER_CASES];

test.each(CASES.map((row) => [row.title, row] as const))(
  '%s',
  async (_title, { shape, f, values, step, everywhere = true }) => {
    const at = (): tf.Tensor =>
      values ? tf.tensor([...values], [...shape]) : sample([...shape], { seed: 3 });
    const weightsOf = (y: tf.Tensor): tf.Tensor => sample(y.shape, { seed: 5 });
    const gradient = (): tf.Tensor => {
      const x = at();
      return tf.grad((input: tf.Tensor) => tf.mul(f(input), weightsOf(tf.tidy(() => f(x)))))(x);
    };
    // `outcome` also fails where something stays behind.
    const ours = await outcome('tensorflow', gradient);
    tf.tidy(() => {
      const x = at();
      const expected = numericGradient(f, x, weightsOf(f(x)), step);
      const [{ values: found = [], shape: foundShape = [] } = {}] = ours;
      expect(foundShape).toEqual(shape);
      expectClose(tf.tensor([...found]), expected, step === 0.002 ? 0.05 : undefined);
    });
    if (everywhere) expectSame(ours, await outcome('cpu', gradient), 1e-4);
  },
);

test('every gradient has a case', () => {
  const covered = new Set(CASES.flatMap(({ kernels }) => kernels));
  expect(OWN_GRADIENTS.map(({ kernelName }) => kernelName).filter((name) => !covered.has(name))).toEqual([]);
});

test('where a gradient needs a kernel of ours, another backend says so', async () => {
  await tf.setBackend('cpu');
  const image = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
  const at = tf.tensor2d([[0, 0, 1, 1]]);
  expect(() =>
    tf.tidy(() =>
      tf.grad((x: tf.Tensor) => tf.image.cropAndResize(x as tf.Tensor4D, at, [0], [2, 2]))(image),
    ),
  ).toThrow(
    "The backend 'cpu' has no kernel CropAndResizeGradImage, which this gradient needs; setBackend('tensorflow') computes it.",
  );
  tf.dispose([image, at]);
});

test('an image that is resized with half pixel centers', async () => {
  await tf.setBackend('tensorflow');
  for (const op of [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor])
    tf.tidy(() => {
      const f = (x: tf.Tensor): tf.Tensor => op(x as tf.Tensor4D, [3, 7], false, true);
      const x = sample([2, 4, 5, 2], { seed: 3 });
      const weights = sample([2, 3, 7, 2], { seed: 5 });
      expectClose(tf.grad((y: tf.Tensor) => tf.mul(f(y), weights))(x), numericGradient(f, x, weights));
    });
});
