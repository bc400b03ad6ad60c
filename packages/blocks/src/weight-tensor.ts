import { engine, tensor, util } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Makes the tensor of initial weights. A backend that says `storesNothing` gets the shape only, and nothing is drawn: so a
 * net can be looked at without the memory of its weights.
 *
 * @param shape - Sizes of the weights.
 * @param fill - Draws that many numbers.
 * @returns A float32 tensor of the shape.
 */
export function weightTensor(
  shape: readonly (number | null)[],
  fill: (length: number) => Float32Array,
): Tensor {
  const sizes = shape.map(Number);
  if (Reflect.get(engine().backend, 'storesNothing')) {
    return engine().makeTensor(new Float32Array(0), sizes, 'float32');
  }
  return tensor(fill(util.sizeFromShape(sizes)), sizes, 'float32');
}
