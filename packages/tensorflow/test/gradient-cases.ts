import * as tf from '@tensorflow/tfjs-core';
import { run } from './refused-call.ts';
import { sample } from './sample-values.ts';

/** A function whose gradient is tested by numeric differences. */
export interface GradientCase {
  readonly title: string;
  /** The kernels whose gradients it tests. */
  readonly kernels: readonly string[];
  readonly shape: readonly number[];
  readonly f: (x: tf.Tensor) => tf.Tensor;
  /** Values of x. @defaultValue a sample */
  readonly values?: readonly number[];
  /** Small enough for `f` to be linear within it. @defaultValue 0.25 */
  readonly step?: number;
  /** Whether tfjs's cpu backend must give the same. @defaultValue true */
  readonly everywhere?: boolean;
}

const int = (values: tf.TensorLike, shape?: number[]): tf.Tensor => tf.tensor(values, shape, 'int32');
/** A sample of its own. */
export const matrix = (...shape: number[]): tf.Tensor => sample(shape, { seed: 7 });
/** The shape of two images. */
export const IMAGE: readonly number[] = [2, 4, 5, 2];
const boxes = (): tf.Tensor2D =>
  tf.tensor2d([
    [0.1, 0.2, 0.8, 0.93],
    [0.23, -0.1, 0.6, 1.1],
  ]);
const crops = (image: tf.Tensor, of: tf.Tensor, method: 'bilinear' | 'nearest' = 'bilinear'): tf.Tensor =>
  tf.image.cropAndResize(image as tf.Tensor4D, of as tf.Tensor2D, [1, 0], [3, 2], method, 5);
const slice = (x: tf.Tensor, ...args: number[] | number[][]): tf.Tensor =>
  tf.stridedSlice(x, ...(args as [number[], number[], number[]]));

const einsum = (equation: string, shape: number[], ...others: number[][]): GradientCase => ({
  // tfjs's cpu backend does not compute this sum over an axis of one operand alone.
  everywhere: equation !== 'ij,k->ik',
  title: `einsum ${equation}`,
  kernels: ['Einsum'],
  shape,
  f: (x) => tf.einsum(equation, x, ...others.map((other) => matrix(...other))),
});

const cumprod = (exclusive: boolean, reverse: boolean, values?: readonly number[]): GradientCase => ({
  title: `cumprod${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}${values ? ', with zeros' : ''}`,
  kernels: ['Cumprod'],
  shape: [2, 4],
  f: (x) => tf.cumprod(x, 1, exclusive, reverse),
  ...(values ? { values } : {}),
});

/** Functions for the gradients that tfjs does not have; those of gradients are in `second-order-cases.ts`. */
export const GRADIENT_CASES: readonly GradientCase[] = [
  { title: 'topk', kernels: ['TopK'], shape: [2, 3, 4], f: (x) => tf.topk(x, 2).values, step: 0.01 },
  { title: 'topk of a vector', kernels: ['TopK'], shape: [5], f: (x) => tf.topk(x, 5).values, step: 0.01 },
  {
    title: 'topk whose places pick from the same tensor',
    kernels: ['TopK', 'GatherNd'],
    shape: [4],
    f: (x) => tf.gatherND(x, tf.reshape(tf.topk(x, 2).indices, [2, 1])),
    step: 0.01,
  },
  {
    title: 'gatherND of elements, one twice',
    kernels: ['GatherNd'],
    shape: [3, 2],
    f: (x) =>
      tf.gatherND(
        x,
        int([
          [2, 1],
          [0, 0],
          [2, 1],
        ]),
      ),
  },
  {
    title: 'gatherND of rows',
    kernels: ['GatherNd'],
    shape: [3, 2],
    f: (x) => tf.gatherND(x, int([[2], [0]])),
  },
  {
    title: 'scatterND of rows, one twice',
    kernels: ['ScatterNd'],
    shape: [3, 2],
    f: (x) => tf.scatterND(int([[1], [0], [1]]), x, [4, 2]),
  },
  {
    title: 'scatterND at a vector of places',
    kernels: ['ScatterNd'],
    shape: [2],
    f: (x) => tf.scatterND(int([3, 1]), x, [5]),
  },
  {
    title: 'tensorScatterUpdate, into',
    kernels: ['TensorScatterUpdate'],
    shape: [4, 2],
    f: (x) => tf.tensorScatterUpdate(x, int([[1], [3]]), matrix(2, 2)),
  },
  {
    title: 'tensorScatterUpdate, what is put in',
    kernels: ['TensorScatterUpdate'],
    shape: [2],
    f: (x) => tf.tensorScatterUpdate(matrix(5), int([3, 1]), x),
  },
  {
    title: 'depthToSpace',
    kernels: ['DepthToSpace'],
    shape: [1, 2, 3, 8],
    f: (x) => tf.depthToSpace(x as tf.Tensor4D, 2),
  },
  {
    title: 'depthToSpace, channels first',
    kernels: ['DepthToSpace'],
    shape: [1, 8, 2, 3],
    f: (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NCHW'),
    // tfjs's cpu backend has no channels first.
    everywhere: false,
  },
  {
    title: 'stridedSlice',
    kernels: ['StridedSlice'],
    shape: [4, 5],
    f: (x) => slice(x, [0, 4], [4, 0], [2, -2]),
  },
  {
    title: 'stridedSlice with masks',
    kernels: ['StridedSlice'],
    shape: [4, 5],
    f: (x) => tf.stridedSlice(x, [1, 0, 2], [9, 0, 3], [2, 1, 1], 0, 1, 0, 2, 4),
    // tfjs's cpu backend counts a new axis as one of x.
    everywhere: false,
  },
  {
    title: 'stridedSlice to the ends',
    kernels: ['StridedSlice'],
    shape: [4, 5],
    f: (x) => tf.stridedSlice(x, [1, 2], [2, 3], [2, 1], 2, 1),
  },
  {
    title: 'a second derivative of stridedSlice',
    kernels: ['StridedSliceGrad'],
    shape: [2, 2],
    f: (x) => tf.grad((y: tf.Tensor) => slice(tf.square(y), [0, 1], [2, 3], [1, 1]))(matrix(2, 3), x),
    everywhere: false,
  },
  einsum('ij,jk->ik', [2, 3], [3, 2]),
  einsum('ij,jk->ki', [2, 3], [3, 2]),
  einsum('bij,bjk->bik', [2, 2, 3], [2, 3, 2]),
  einsum('ij,k->ik', [2, 3], [2]),
  einsum('ij->ji', [2, 3]),
  einsum('ij->i', [2, 3]),
  einsum('ij->', [2, 3]),
  einsum('i,i->', [3], [3]),
  {
    title: 'einsum, its second operand',
    kernels: ['Einsum'],
    shape: [3, 2, 2],
    f: (x) => tf.einsum('ij,jkl->ik', matrix(2, 3), x),
  },
  {
    title: 'einsum of a tensor with itself',
    kernels: ['Einsum'],
    shape: [2, 2],
    f: (x) => tf.einsum('ij,jk->ik', x, x),
  },
  ...[false, true].flatMap((exclusive) =>
    [false, true].flatMap((reverse) => [
      cumprod(exclusive, reverse),
      cumprod(exclusive, reverse, [2, 0, -1.5, 3, 0, 0.5, 0, 2]),
    ]),
  ),
  {
    title: 'cropAndResize, the image',
    kernels: ['CropAndResize'],
    shape: IMAGE,
    f: (x) => crops(x, boxes()),
    everywhere: false,
  },
  {
    title: 'cropAndResize, the image, nearest',
    kernels: ['CropAndResize'],
    shape: IMAGE,
    f: (x) => crops(x, boxes(), 'nearest'),
    everywhere: false,
  },
  {
    title: 'cropAndResize, the boxes',
    kernels: ['CropAndResize'],
    shape: [2, 4],
    values: [0.1, 0.2, 0.8, 0.93, 0.23, 0.1, 0.6, 0.9],
    f: (x) => crops(matrix(...IMAGE), x),
    step: 0.002,
    everywhere: false,
  },
  {
    title: 'cropAndResize, the boxes, nearest',
    kernels: ['CropAndResize'],
    shape: [2, 4],
    values: [0.1, 0.2, 0.8, 0.93, 0.23, 0.1, 0.6, 0.9],
    f: (x) => crops(matrix(...IMAGE), x, 'nearest'),
    step: 0.002,
    everywhere: false,
  },
  {
    title: 'the band of a matrix, by its kernel',
    kernels: ['MatrixBandPart'],
    shape: [3, 3],
    f: (x) =>
      run('MatrixBandPart', {
        input: x,
        numLower: tf.scalar(1, 'int32'),
        numUpper: tf.scalar(0, 'int32'),
      }) as tf.Tensor,
    everywhere: false,
  },
  {
    title: 'the band of a matrix',
    kernels: [],
    // Of one matrix alone tfjs has no gradient: that of its unstack takes one part for a list of parts.
    shape: [2, 3, 3],
    f: (x) => tf.linalg.bandPart(x, 1, 0),
  },
];
