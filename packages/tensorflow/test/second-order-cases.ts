import * as tf from '@tensorflow/tfjs-core';
import { IMAGE, matrix, type GradientCase } from './gradient-cases.ts';

/** The gradient of `f` at a sample, as a function of what comes back to it. */
const derivative =
  (f: (x: tf.Tensor) => tf.Tensor, shape: readonly number[] = IMAGE) =>
  (dy: tf.Tensor): tf.Tensor =>
    tf.grad(f)(matrix(...shape), dy);

/** Gradients as functions whose own gradients are tested. */
export const SECOND_ORDER_CASES: readonly GradientCase[] = [
  ...(
    [
      ['ReluGrad', tf.relu],
      ['Relu6Grad', tf.relu6],
    ] as const
  ).map(([kernel, op]): GradientCase => ({
    title: `a gradient of ${kernel}`,
    kernels: [kernel],
    shape: IMAGE,
    f: derivative((y) => op(tf.mul(y, 4))),
    everywhere: false,
  })),
  ...(['valid', 'same', 1] as const).flatMap((pad): GradientCase[] => [
    {
      title: `a second derivative of maxPool, padding ${pad}`,
      kernels: ['MaxPoolGrad'],
      shape: pad === 'valid' ? [2, 2, 2, 2] : pad === 'same' ? [2, 2, 3, 2] : [2, 3, 3, 2],
      f: derivative((y) => tf.maxPool(y as tf.Tensor4D, 2, 2, pad, pad === 1 ? 'floor' : undefined)),
      everywhere: false,
    },
    {
      title: `a second derivative of avgPool, padding ${pad}`,
      kernels: ['AvgPoolGrad'],
      shape: pad === 'valid' ? [2, 2, 2, 2] : pad === 'same' ? [2, 2, 3, 2] : [2, 3, 3, 2],
      f: derivative((y) => tf.avgPool(y as tf.Tensor4D, 2, 2, pad, pad === 1 ? 'floor' : undefined)),
      everywhere: false,
    },
  ]),
  ...(
    [
      ['MaxPool3DGrad', tf.maxPool3d],
      ['AvgPool3DGrad', tf.avgPool3d],
    ] as const
  ).map(([kernel, pool]): GradientCase => ({
    title: `a gradient of ${kernel}`,
    kernels: [kernel],
    shape: [1, 2, 2, 1, 2],
    f: derivative((y) => pool(y as tf.Tensor5D, 2, 2, 'valid'), [1, 4, 4, 3, 2]),
    everywhere: false,
  })),
];
