import * as tf from '@tensorflow/tfjs-core';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { PROJECTIVE_TRANSFORM } from './projective-transform.ts';

const image = (batch = 1): tf.Tensor4D => sample<tf.Rank.R4>([batch, 5, 6, 3], { low: 0, high: 255 });

/** By the numbers of tf.image.transform: shifted, sheared, seen in perspective; no pixel lies halfway between two. */
const TRANSFORMS = [
  [1, 0, 1.3, 0, 1, -2.2, 0, 0],
  [0.9, 0.3, -1.137, -0.2, 1.1, 0.723, 0, 0],
  [1.2, -0.1, 0.4137, 0.1, 0.8, 0.6171, 0.03, 0.02],
];
const FILLS = ['constant', 'reflect', 'wrap', 'nearest'] as const;

const rows: KernelRow[] = (['nearest', 'bilinear'] as const).flatMap((interpolation) =>
  FILLS.flatMap((fill) => [
    ...TRANSFORMS.map((transform, index) => ({
      kernel: 'Transform',
      title: `${interpolation}, ${fill}, transform ${index}`,
      run: () => tf.image.transform(image(), tf.tensor2d([transform]), interpolation, fill, 7, [4, 7]),
      tolerance: 1e-4,
    })),
    {
      kernel: 'Transform',
      // tfjs's cpu backend transforms only the first image of a batch.
      title: `${interpolation}, ${fill}, every image by its own transform`,
      run: () => tf.image.transform(image(3), tf.tensor2d(TRANSFORMS), interpolation, fill),
      reference: () =>
        tf.concat(
          TRANSFORMS.map((transform, index) =>
            tf.image.transform(tf.slice(image(3), index, 1), tf.tensor2d([transform]), interpolation, fill),
          ),
        ),
      tolerance: 1e-4,
    },
  ]),
);

testRows(PROJECTIVE_TRANSFORM, rows);
