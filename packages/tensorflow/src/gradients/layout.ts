import { reshape, transpose, zeros, type GradConfig, type Tensor } from '@tensorflow/tfjs-core';
import { runNative } from './native-kernel.ts';

interface DepthToSpaceAttrs {
  readonly blockSize: number;
  readonly dataFormat: 'NHWC' | 'NCHW';
}

/** Takes `blockSize` by `blockSize` elements of an image into the channels of one: what undoes `depthToSpace`. */
function spaceToDepth(image: Tensor, { blockSize: size, dataFormat }: DepthToSpaceAttrs): Tensor {
  const shape = image.shape as [number, number, number, number];
  if (dataFormat === 'NCHW') {
    const [batch, depth, rows, columns] = shape;
    const blocks = reshape(image, [batch, depth, rows / size, size, columns / size, size]);
    return reshape(transpose(blocks, [0, 3, 5, 1, 2, 4]), [
      batch,
      depth * size ** 2,
      rows / size,
      columns / size,
    ]);
  }
  const [batch, rows, columns, depth] = shape;
  const blocks = reshape(image, [batch, rows / size, size, columns / size, size, depth]);
  return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), [
    batch,
    rows / size,
    columns / size,
    depth * size ** 2,
  ]);
}

/** Gradients of moving elements. */
export const LAYOUT_GRADIENTS: readonly GradConfig[] = [
  {
    kernelName: 'DepthToSpace',
    gradFunc: (dy, _saved, attrs) => ({ x: () => spaceToDepth(dy as Tensor, attrs as never) }),
  },
  {
    kernelName: 'MatrixBandPart',
    inputsToSave: ['numLower', 'numUpper'],
    gradFunc: (dy, saved) => {
      const [numLower, numUpper] = saved as [Tensor, Tensor];
      return {
        input: () => runNative('MatrixBandPart', { input: dy as Tensor, numLower, numUpper }),
        numLower: () => zeros(numLower.shape),
        numUpper: () => zeros(numUpper.shape),
      };
    },
  },
];
