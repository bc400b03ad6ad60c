import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { refusal, run } from '../../test/refused-call.ts';
import { sample } from '../../test/sample-values.ts';
import { ROTATION } from './rotation.ts';

const image = (channels = 3): tf.Tensor4D => sample<tf.Rank.R4>([2, 5, 8, channels], { low: 0, high: 255 });
type Fill = number | [number, number, number];
type Center = number | [number, number];

const rows: KernelRow[] = [0, 0.4, Math.PI / 2, -Math.PI / 2, Math.PI, 7].flatMap((radians) =>
  ([0.5, [0.25, 0.75], 0] as Center[]).flatMap((center) =>
    ([0, 9, [1, 2, 3]] as Fill[]).map((fill) => ({
      kernel: 'RotateWithOffset',
      title: `by ${radians} around ${JSON.stringify(center)}, filled with ${JSON.stringify(fill)}`,
      run: () => tf.image.rotateWithOffset(image(typeof fill === 'number' ? 3 : 4), radians, fill, center),
    })),
  ),
);

testRows(ROTATION, [
  ...rows,
  {
    kernel: 'RotateWithOffset',
    title: 'no pixels of very many channels',
    run: () => tf.image.rotateWithOffset(tf.zeros<tf.Rank.R4>([0, 4, 4, 2 ** 31 - 1]), 1),
    reference: () => tf.zeros([0, 4, 4, 2 ** 31 - 1]),
  },
  {
    kernel: 'RotateWithOffset',
    title: 'an empty batch',
    run: () => tf.image.rotateWithOffset(tf.zeros<tf.Rank.R4>([0, 4, 4, 3]), 1),
  },
]);

test('an image of another rank is refused', async () => {
  await tf.setBackend('tensorflow');
  const attrs = { radians: 1, fillValue: 0, center: 0.5 };
  expect(refusal(() => run('RotateWithOffset', { image: tf.zeros([4, 4, 3]) }, attrs)).message).toMatch(
    /rotation needs images \[batch, height, width, channels\], got shape \[4, 4, 3\]/,
  );
});
