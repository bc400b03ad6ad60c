import { tensor3d } from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';

/**
 * What resizes one axis by a matrix product, `[1, outputs, inputs]`: linear interpolation between pixel centres, with a triangle
 * as wide as an output pixel where there are fewer of them, so that nothing is skipped; as Pillow's `BILINEAR` and PyTorch's
 * `interpolate` with `antialias`.
 */
export function resizeMatrix(inputs: number, outputs: number): Tensor3D {
  const matrix = new Float32Array(outputs * inputs);
  const scale = inputs / outputs;
  const reach = Math.max(scale, 1);
  for (let row = 0; row < outputs; row++) {
    const centre = (row + 0.5) * scale;
    const from = Math.max(Math.floor(centre - reach + 0.5), 0);
    const to = Math.min(Math.floor(centre + reach + 0.5), inputs);
    const weights = Array.from({ length: to - from }, (_, index) =>
      Math.max(1 - Math.abs((from + index + 0.5 - centre) / reach), 0),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, index) => {
      matrix[row * inputs + from + index] = weight / total;
    });
  }
  return tensor3d(matrix, [1, outputs, inputs]);
}
