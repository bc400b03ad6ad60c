import * as tf from '@tensorflow/tfjs-core';
import { gradients, testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { VOLUME_CONVOLUTION } from './volume-convolution.ts';

type Sizes = [number, number, number];

const VOLUME = [2, 5, 6, 4, 2];
const FILTER = [3, 2, 2, 2, 3];

const call =
  (strides: Sizes, pad: 'same' | 'valid', dilations: Sizes = [1, 1, 1]) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides, pad, 'NDHWC', dilations);

const rows: KernelRow[] = (['same', 'valid'] as const).flatMap((pad) => [
  ...(
    [
      [1, 1, 1],
      [2, 1, 3],
      [2, 2, 2],
    ] as Sizes[]
  ).flatMap((strides): KernelRow[] => [
    {
      kernel: 'Conv3D',
      title: `${pad}, strides ${strides.join()}`,
      run: () => call(strides, pad)(sample(VOLUME as [number]), sample(FILTER as [number], { seed: 2 })),
    },
    ...['Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2'].map((kernel) => ({
      kernel,
      title: `${pad}, strides ${strides.join()}`,
      run: () => gradients([VOLUME, FILTER], call(strides, pad)),
      tolerance: 1e-4,
    })),
  ]),
  {
    kernel: 'Conv3D',
    title: `${pad}, dilated`,
    run: () =>
      call([1, 1, 1], pad, [2, 2, 1])(sample(VOLUME as [number]), sample(FILTER as [number], { seed: 2 })),
  },
  {
    kernel: 'Conv3DBackpropInputV2',
    title: `transposed, ${pad}`,
    run: () =>
      tf.conv3dTranspose(
        sample<tf.Rank.R5>([1, 3, 3, 3, 2]),
        sample<tf.Rank.R5>([2, 2, 2, 3, 2], { seed: 2 }),
        pad === 'same' ? [1, 6, 6, 6, 3] : [1, 6, 6, 6, 3],
        2,
        pad,
      ),
  },
]);

testRows(VOLUME_CONVOLUTION, [
  ...rows,
  {
    kernel: 'Conv3D',
    title: 'int32',
    run: () =>
      call([1, 1, 1], 'same')(
        sample(VOLUME as [number], { dtype: 'int32', low: -90, high: 90 }),
        sample(FILTER as [number], { dtype: 'int32', low: -9, high: 9 }),
      ),
  },
  {
    kernel: 'Conv3D',
    title: 'an empty batch',
    run: () => call([1, 1, 1], 'same')(tf.zeros([0, 5, 6, 4, 2]), sample(FILTER as [number])),
  },
]);
