import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { int, refusal, run } from '../../test/refused-call.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

const HUGE = 2 ** 20;
const IMAGE = {
  filterSize: 2,
  strides: 1,
  pad: [
    [0, 0],
    [HUGE, HUGE],
    [HUGE, HUGE],
    [0, 0],
  ],
};
const WINDOW = { strides: 1, dilations: 1, dataFormat: 'NHWC' };

/** Calls whose result is terabytes, each by a way of its own. TensorFlow would abort, or the system kill the process. */
const HUGE_RESULTS: readonly (readonly [kernel: string, call: () => unknown])[] = [
  ['Add', () => tf.add(tf.zeros([HUGE, 1]), tf.zeros([1, HUGE]))],
  ['AvgPool', () => run('AvgPool', { x: tf.zeros([1, 2, 2, 1]) }, IMAGE)],
  ['BatchMatMul', () => run('BatchMatMul', { a: tf.zeros([HUGE, 1]), b: tf.zeros([1, HUGE]) })],
  [
    'BatchMatMul, transposed',
    () =>
      run(
        'BatchMatMul',
        { a: tf.zeros([1, HUGE]), b: tf.zeros([HUGE, 1]) },
        { transposeA: true, transposeB: true },
      ),
  ],
  ['BroadcastTo', () => run('BroadcastTo', { x: tf.scalar(1) }, { shape: [HUGE, HUGE] })],
  [
    'Conv2D',
    () =>
      run(
        'Conv2D',
        { x: tf.zeros([1, 2, 2, 1]), filter: tf.zeros([1, 1, 1, 1]) },
        { ...WINDOW, pad: IMAGE.pad },
      ),
  ],
  [
    'Conv2DBackpropFilter',
    () =>
      run(
        'Conv2DBackpropFilter',
        { x: tf.zeros([1, 1, 1, 1]), dy: tf.zeros([1, 1, 1, HUGE]) },
        { ...WINDOW, pad: 'same', filterShape: [HUGE, HUGE, 1, HUGE] },
      ),
  ],
  [
    'Conv2DBackpropInput',
    () =>
      run(
        'Conv2DBackpropInput',
        { dy: tf.zeros([1, 1, 1, 1]), filter: tf.zeros([1, 1, HUGE, 1]) },
        { strides: HUGE, dilations: 1, dataFormat: 'NHWC', pad: 'same', inputShape: [1, HUGE, HUGE, HUGE] },
      ),
  ],
  [
    'Conv3DBackpropFilterV2',
    () =>
      run(
        'Conv3DBackpropFilterV2',
        { x: tf.zeros([1, 1, 1, 1, 1]), dy: tf.zeros([1, 1, 1, 1, HUGE]) },
        { ...WINDOW, dataFormat: 'NDHWC', pad: 'same', filterShape: [HUGE, HUGE, 1, 1, HUGE] },
      ),
  ],
  [
    'Conv3DBackpropInputV2',
    () =>
      run(
        'Conv3DBackpropInputV2',
        { dy: tf.zeros([1, 1, 1, 1, 1]), filter: tf.zeros([1, 1, 1, HUGE, 1]) },
        {
          ...WINDOW,
          dataFormat: 'NDHWC',
          strides: HUGE,
          pad: 'same',
          inputShape: [1, HUGE, HUGE, 1, HUGE],
        },
      ),
  ],
  [
    'CropAndResize',
    () =>
      run(
        'CropAndResize',
        { image: tf.zeros([1, 2, 2, 1]), boxes: tf.zeros([1, 4]), boxInd: int(0) },
        { cropSize: [HUGE, HUGE], method: 'bilinear', extrapolationValue: 0 },
      ),
  ],
  [
    'DenseBincount',
    () => run('DenseBincount', { x: tf.zeros([HUGE, 1], 'int32'), weights: tf.zeros([0]) }, { size: HUGE }),
  ],
  ['Diag', () => tf.diag(tf.zeros([HUGE * 4]))],
  ['Fill', () => tf.fill([HUGE, HUGE], 1)],
  ['GatherV2', () => tf.gather(tf.zeros([1, HUGE]), tf.zeros([HUGE], 'int32'))],
  ['GatherNd', () => tf.gatherND(tf.zeros([1, HUGE]), tf.zeros([HUGE, 1], 'int32'))],
  ['MaxPool', () => run('MaxPool', { x: tf.zeros([1, 2, 2, 1]) }, IMAGE)],
  [
    'MirrorPad',
    () =>
      run(
        'MirrorPad',
        { x: tf.zeros([2, 2]) },
        {
          paddings: [
            [HUGE, HUGE],
            [HUGE, HUGE],
          ],
          mode: 'symmetric',
        },
      ),
  ],
  [
    'Multinomial',
    () =>
      run(
        'Multinomial',
        { logits: tf.zeros([1024, 2]) },
        { numSamples: 2 ** 30, seed: 0, normalized: false },
      ),
  ],
  [
    'Transform',
    () =>
      run(
        'Transform',
        { image: tf.zeros([1, 2, 2, 1]), transforms: tf.zeros([1, 8]) },
        { interpolation: 'nearest', fillMode: 'wrap', fillValue: 0, outputShape: [HUGE, HUGE] },
      ),
  ],
  ['OneHot', () => tf.oneHot(tf.zeros([HUGE], 'int32'), HUGE)],
  [
    'PadV2',
    () =>
      tf.pad(tf.zeros([2, 2]), [
        [HUGE, HUGE],
        [HUGE, HUGE],
      ]),
  ],
  ['Range', () => run('Range', {}, { start: 0, stop: 2 ** 40, step: 1, dtype: 'float32' })],
  ['ResizeBilinear', () => tf.image.resizeBilinear(tf.zeros<tf.Rank.R4>([1, 2, 2, 1]), [HUGE, HUGE])],
  [
    'ResizeNearestNeighbor',
    () => tf.image.resizeNearestNeighbor(tf.zeros<tf.Rank.R4>([1, 2, 2, 1]), [HUGE, HUGE]),
  ],
  ['ScatterNd', () => tf.scatterND(int(0), tf.zeros([1, HUGE]), [HUGE, HUGE])],
  [
    'Select',
    () =>
      run('Select', { condition: tf.zeros([1, 1], 'bool'), t: tf.zeros([HUGE, 1]), e: tf.zeros([1, HUGE]) }),
  ],
  [
    'SpaceToBatchND',
    () =>
      run(
        'SpaceToBatchND',
        { x: tf.zeros([1, 2, 2, 1]) },
        {
          blockShape: [2, 2],
          paddings: [
            [HUGE, HUGE],
            [HUGE, HUGE],
          ],
        },
      ),
  ],
  [
    'SparseToDense',
    () => tf.sparseToDense(tf.zeros([1, 2], 'int32'), tf.zeros([1]), [HUGE, HUGE] as never, tf.scalar(0)),
  ],
  [
    'StatelessRandomNormal',
    () => run('StatelessRandomNormal', {}, { shape: [HUGE, HUGE], seed: [0, 0], dtype: 'float32' }),
  ],
  ['Tile', () => tf.tile(tf.zeros([2, 2]), [HUGE, HUGE])],
  ['UnsortedSegmentSum', () => tf.unsortedSegmentSum(tf.zeros([1, HUGE]), int(0) as tf.Tensor1D, HUGE)],
];

test.each(HUGE_RESULTS)(
  '%s: a result that memory has no room for is OUT_OF_MEMORY, with how much was asked for',
  (_kernel, call) => {
    const { code, message } = refusal(call);
    expect(code).toBe('OUT_OF_MEMORY');
    expect(message).toMatch(
      /^\w.* needs [\d,]+ MiB for a tensor of shape \[.*\], and there are [\d,]+ MiB; use smaller shapes/,
    );
  },
);
