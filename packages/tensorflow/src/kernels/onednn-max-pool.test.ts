import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import '../index.ts';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import { oneDnnMaxPoolGradient } from './onednn-max-pool.ts';

let backend: TensorFlowBackend;
beforeAll(async () => {
  await tf.setBackend('tensorflow');
  backend = tf.backend() as TensorFlowBackend;
});

const read = (info: tf.TensorInfo): number[] => [...(backend.readSync(info.dataId) as Float32Array)];

const IMAGES = {
  random: (): tf.Tensor => tf.randomUniform([2, 9, 7, 5], -1, 1, 'float32', 1),
  negative: (): tf.Tensor => tf.randomUniform([2, 9, 7, 5], -3, -1, 'float32', 2),
  'with ties': (): tf.Tensor => tf.relu(tf.randomUniform([2, 9, 7, 5], -1, 1, 'float32', 3)),
  constant: (): tf.Tensor => tf.ones([2, 9, 7, 5]),
  huge: (): tf.Tensor => tf.mul(tf.randomUniform([2, 9, 7, 5], -1, 1, 'float32', 4), 3e38),
} as const;

test.each(
  (Object.keys(IMAGES) as (keyof typeof IMAGES)[]).flatMap((image) =>
    [
      [2, 2, 'VALID'],
      [3, 2, 'SAME'],
      [3, 1, 'SAME'],
      [3, 3, 'VALID'],
      [5, 2, 'SAME'],
    ].map(([size, stride, padding]) => [image, Number(size), Number(stride), String(padding)] as const),
  ),
)('is the gradient of MaxPoolGrad: %s, window %i, stride %i, %s', (image, size, stride, padding) => {
  const input = IMAGES[image]();
  const attributes: Attributes = {
    ksize: ints([1, size, size, 1]),
    strides: ints([1, stride, stride, 1]),
    padding: string(padding),
    data_format: string('NHWC'),
  };
  const output = backend.run1('MaxPool', [input], attributes);
  const dy = tf.randomUniform(output.shape, -1, 1, 'float32', 5);
  const expected = read(backend.run1('MaxPoolGrad', [input, output, dy], attributes));
  const fast = oneDnnMaxPoolGradient(backend, input, dy, attributes);
  if (process.arch !== 'x64') return; // other processors may have no such kernel, and keep TensorFlow's own
  const actual = read(fast as tf.TensorInfo);
  for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 5);
});

test('NaN and infinities among the elements end nothing', () => {
  const values = Float32Array.from(
    { length: 64 },
    (_value, at) => [Number.NaN, -Infinity, Infinity, 1][at % 4] as number,
  );
  const input = tf.tensor(values, [1, 8, 8, 1]);
  const gradient = tf.grad((x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same'))(input);
  expect(gradient.shape).toEqual([1, 8, 8, 1]);
  expect(gradient.dataSync()).toHaveLength(64);
});
