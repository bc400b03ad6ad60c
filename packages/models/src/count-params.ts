import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Counts the trainable parameters of a model: kernels, biases, and the scales and offsets of batch normalization.
 *
 * The running statistics of batch normalization are not trainable, nor are the weights of frozen layers.
 *
 * @param model - Any model of tfjs-layers.
 * @returns The number of parameters.
 */
export function countParams(model: LayersModel): number {
  return model.trainableWeights.reduce((total, weight) => total + product(weight.shape), 0);
}

function product(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((size, axis) => size * (axis ?? 1), 1);
}
