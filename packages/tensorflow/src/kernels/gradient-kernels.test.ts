import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plain } from '../../test/compare-backends.ts';
import { int, refusal, run } from '../../test/refused-call.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

// Their values are tested by numeric differences, with the gradients that call them (gradients/own-gradients.test.ts).

const POOL = { filterSize: 2, strides: 2, pad: 'valid' };
const SLICE = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
const slice = { ...SLICE, begin: [0], end: [4], strides: [2] };

test('a slice goes back to its places', () => {
  const placed = run('StridedSliceGrad', { dy: tf.tensor1d([1, 2]) }, { ...slice, shape: [4] }) as tf.Tensor;
  expect(plain(placed).values).toEqual([1, 0, 2, 0]);
});

test('the gradient of a pooling that took the largest takes from the same place', () => {
  const input = tf.tensor4d([1, 4, 3, 2], [1, 2, 2, 1]);
  const ddx = tf.tensor4d([10, 20, 30, 40], [1, 2, 2, 1]);
  const taken = run(
    'MaxPoolGradGrad',
    { ddx, input, output: tf.tensor4d([4], [1, 1, 1, 1]) },
    POOL,
  ) as tf.Tensor;
  expect(plain(taken)).toMatchObject({ shape: [1, 1, 1, 1], values: [20] });
});

const blank = (): tf.Tensor => tf.zeros([1, 4, 4, 1]);
const crop = () => ({ dy: tf.zeros([1, 2, 2, 1]), boxes: tf.zeros([1, 4]), boxInd: int(0) });

test.each([
  [
    'MaxPoolGradGrad',
    () => ({ ddx: blank(), input: blank(), output: tf.zeros([1, 3, 3, 1]) }),
    POOL,
    /: A pooling of \[1, 4, 4, 1\] does not give \[1, 3, 3, 1\]\.$/,
  ],
  [
    'MaxPoolGradGrad',
    () => ({ ddx: tf.zeros([1, 1, 1, 1]), input: blank(), output: tf.zeros([1, 2, 2, 1]) }),
    POOL,
    /Expected grad shape to be \[1,4,4,1\]/,
  ],
  [
    'AvgPoolGradGrad',
    () => ({ ddx: blank(), dy: tf.zeros([1, 3, 3, 1]) }),
    POOL,
    /: A pooling of \[1, 4, 4, 1\] does not give \[1, 3, 3, 1\]\.$/,
  ],
  ['StridedSliceGrad', () => ({ dy: tf.zeros([3]) }), { ...slice, shape: [4] }, /shape of dy was \[3\]/],
  ['StridedSliceGrad', () => ({ dy: tf.zeros([2]) }), { ...slice, shape: [-4] }, /must be >= 0/],
  [
    'StridedSliceGrad',
    () => ({ dy: tf.zeros([2]) }),
    { ...slice, shape: [4, 2 ** 30, 2 ** 30] },
    / needs .* MiB /,
  ],
  ['CropAndResizeGradImage', crop, { imageShape: [1, 4, 4, 3], method: 'bilinear' }, /are incompatible/],
  [
    'CropAndResizeGradImage',
    crop,
    { imageShape: [1, 2 ** 20, 2 ** 20, 1], method: 'bilinear' },
    / needs .* MiB /,
  ],
  [
    'CropAndResizeGradImage',
    () => ({ ...crop(), boxInd: int(7) }),
    { imageShape: [1, 4, 4, 1], method: 'bilinear' },
    /outside \[0, batch_size\)/,
  ],
  [
    'CropAndResizeGradBoxes',
    () => ({ ...crop(), image: blank(), boxInd: int(-1) }),
    {},
    /outside \[0, batch_size\)/,
  ],
])('%s refuses what does not fit', (kernel, inputs, attrs, message) => {
  expect(refusal(() => run(kernel, inputs(), attrs)).message).toMatch(message);
});

// TensorFlow's own gradients end the process for these.
test.each([NaN, Infinity, -Infinity, 3e38, -3e38])(
  'boxes with a corner at %d are followed as far as the image goes',
  (corner) => {
    const [image, ones] = [tf.ones([1, 4, 4, 1]), tf.ones([1, 2, 2, 1])];
    for (let at = 0; at < 4; at++) {
      const boxes = tf.tensor2d(
        [0, 1, 2, 3].map((index) => (index === at ? corner : 0.5)),
        [1, 4],
      );
      const inputs = { dy: ones, boxes, boxInd: int(0) };
      const ofImage = run('CropAndResizeGradImage', inputs, {
        imageShape: image.shape,
        method: 'bilinear',
      }) as tf.Tensor;
      const ofBoxes = run('CropAndResizeGradBoxes', { ...inputs, image }) as tf.Tensor;
      expect([...ofImage.dataSync(), ...ofBoxes.dataSync()].every(Number.isFinite)).toBe(true);
      if (Number.isNaN(corner)) expect(tf.sum(ofImage).dataSync()[0]).toBe(0);
    }
  },
);
