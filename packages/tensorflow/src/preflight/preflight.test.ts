import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusal, run } from '../../test/refused-call.ts';

beforeEach(async () => {
  await tf.setBackend('tensorflow');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

test.each([
  ['AvgPool', { x: [2, 2] }, { filterSize: 1, strides: 1, pad: 'valid' }, /rank 4, got shape \[2, 2\]/],
  [
    'Conv2D',
    { x: [2, 2], filter: [1, 1, 1, 1] },
    { strides: 1, pad: 'same' },
    /an image of rank 4, got shape \[2, 2\]/,
  ],
  [
    'Conv2D',
    { x: [1, 2, 2, 3], filter: [1, 1, 2, 1] },
    { strides: 1, pad: 'same' },
    /filter has 2 input channels and the image 3/,
  ],
  [
    'DepthwiseConv2dNative',
    { x: [1, 4, 4, 1], filter: [2, 2, 1, 1] },
    { strides: 1, pad: 'same', dilations: [2 ** 31 - 1, 1] },
    /dilation must be whole numbers from 1 to 16777216/,
  ],
  [
    'MaxPool',
    { x: [1, 4, 4, 1] },
    { filterSize: 0, strides: 1, pad: 'valid' },
    /window must be whole numbers from 1 .* got \[0, 0\]/,
  ],
  [
    'MaxPool',
    { x: [1, 4, 4, 1] },
    { filterSize: 2, strides: 0.5, pad: 'valid' },
    /stride must be whole numbers from 1 .* got \[0.5, 0.5\]/,
  ],
  [
    'MaxPool',
    { x: [1, 2, 2, 1] },
    { filterSize: 5, strides: 1, pad: 'valid' },
    /result must be whole numbers from 0 .* for an image of 2 x 2 and a window of 5 x 5/,
  ],
  [
    'MaxPoolGrad',
    { dy: [1, 3, 3, 1], input: [1, 4, 4, 1], output: [1, 2, 2, 1] },
    { filterSize: 2, strides: 2, pad: 'valid' },
    /must have the result's shape \[1, 2, 2, 1\], got \[1, 3, 3, 1\]/,
  ],
  [
    'LRN',
    { x: [3] },
    { depthRadius: 1, bias: 1, alpha: 1, beta: 1 },
    /LRN needs a tensor of rank 4 as input 0, got one of shape \[3\]/,
  ],
  [
    'FusedBatchNormV3',
    { x: [2, 2], scale: [2], offset: [2], mean: [2], variance: [2] },
    { epsilon: 0.1, exponentialAvgFactor: 1 },
    /rank 4 as input 0/,
  ],
  [
    'FusedBatchNormV3',
    { x: [1, 2, 2, 2], scale: [2], offset: [2], mean: [2, 1], variance: [2] },
    { epsilon: 0.1, exponentialAvgFactor: 1 },
    /rank 1 as input 3/,
  ],
  ['BatchMatMul', { a: [3], b: [3, 2] }, {}, /operands of rank 2 or more, got shapes \[3\] and \[3, 2\]/],
  [
    'SplitV',
    { x: [4] },
    { numOrSizeSplits: 2 ** 31, axis: 0 },
    /can be split into 1 to 4 equal parts, got 2147483648/,
  ],
  ['Tile', { x: [4] }, { reps: [1.5] }, /whole number of 32 bits, got 1.5/],
  ['Fill', {}, { shape: [2 ** 40], value: 1 }, /whole number of 32 bits, got 1099511627776/],
] as const)('%s of %j with %j is refused', (kernel, shapes, attrs, message) => {
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.zeros([...shape])]),
  );
  expect(refusal(() => run(kernel, inputs, attrs as unknown as tf.NamedAttrMap)).message).toMatch(message);
});

test.each([
  [[3, 1, 1], [3], [5]],
  [[3, 1], [3], [5, 5]],
  [[3, 2], [3], [5]],
  [[3, 5], [3], [5]],
])('indices %j and updates %j do not fit a tensor of shape %j', (indices, updates, shape) => {
  const wrong = new RegExp(
    `updates \\[${updates.join(', ')}\\] for a tensor of shape \\[${shape.join(', ')}\\]`,
  );
  const at = tf.zeros(indices, 'int32');
  expect(
    refusal(() => run('ScatterNd', { indices: at, updates: tf.zeros(updates) }, { shape })).message,
  ).toMatch(wrong);
  expect(
    refusal(() =>
      run('TensorScatterUpdate', { tensor: tf.zeros(shape), indices: at, updates: tf.zeros(updates) }),
    ).message,
  ).toMatch(wrong);
});

test.each(['AddN', 'Pack'])('%s of no tensor', (kernel) => {
  expect(refusal(() => run(kernel, [], { axis: 0 })).message).toBe(
    `${kernel} of no tensors: A list of tensors needs at least one tensor, got none.`,
  );
});
