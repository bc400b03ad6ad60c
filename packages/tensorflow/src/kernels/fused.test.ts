import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { sample } from '../../test/sample-values.ts';
import { FUSED } from './fused.ts';

const ACTIVATIONS = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
type Activation = (typeof ACTIVATIONS)[number];

const x = (): tf.Tensor4D => sample<tf.Rank.R4>([2, 5, 5, 3]);
const first = (): tf.Tensor4D => sample<tf.Rank.R4>([2, 3, 5, 5]);
const filter = (): tf.Tensor4D => sample<tf.Rank.R4>([3, 3, 3, 4], { seed: 2 });
const vector = (size: number, seed = 3): tf.Tensor1D => sample<tf.Rank.R1>([size], { seed });
const weights = (activation: Activation, size: number): { preluActivationWeights?: tf.Tensor } =>
  activation === 'prelu' ? { preluActivationWeights: vector(size, 4) } : {};

const conv = (
  activation: Activation,
  options: { bias?: tf.Tensor; pad?: 'same' | 'valid' } = {},
): tf.Tensor =>
  tf.fused.conv2d({
    x: x(),
    filter: filter(),
    strides: 1,
    pad: 'same',
    activation,
    leakyreluAlpha: 0.1,
    ...weights(activation, 4),
    ...options,
  });
const depthwise = (activation: Activation, options: { bias?: tf.Tensor } = {}): tf.Tensor =>
  tf.fused.depthwiseConv2d({
    x: x(),
    filter: filter(),
    strides: 1,
    pad: 'valid',
    activation,
    leakyreluAlpha: 0.1,
    ...weights(activation, 12),
    ...options,
  });
const matMul = (
  activation: Activation,
  options: { bias?: tf.Tensor; transposeA?: boolean; transposeB?: boolean } = {},
): tf.Tensor =>
  tf.fused.matMul({
    a: sample<tf.Rank.R2>([4, 4]),
    b: sample<tf.Rank.R2>([4, 4], { seed: 2 }),
    activation,
    leakyreluAlpha: 0.1,
    ...weights(activation, 4),
    ...options,
  });

const channelsFirst = (inputs: tf.NamedTensorMap, activation: Activation): tf.Tensor =>
  tf.engine().runKernel(
    'FusedConv2D',
    { x: first(), filter: filter(), ...inputs },
    {
      strides: [1, 1],
      pad: 'same',
      dataFormat: 'NCHW',
      dilations: [1, 1],
      activation,
    },
  ) as tf.Tensor;

testRows(FUSED, [
  ...ACTIVATIONS.flatMap((activation): KernelRow[] => [
    {
      kernel: 'FusedConv2D',
      title: `${activation} with bias`,
      run: () => conv(activation, { bias: vector(4) }),
    },
    {
      kernel: 'FusedConv2D',
      title: `${activation} without bias`,
      run: () => conv(activation, { pad: 'valid' }),
    },
    {
      kernel: 'FusedDepthwiseConv2D',
      title: `${activation} with bias`,
      run: () => depthwise(activation, { bias: vector(12) }),
    },
    {
      kernel: '_FusedMatMul',
      title: `${activation} with bias`,
      run: () => matMul(activation, { bias: vector(4) }),
    },
    {
      kernel: '_FusedMatMul',
      title: `${activation}, transposed`,
      run: () => matMul(activation, { transposeA: true, transposeB: true }),
    },
  ]),
  { kernel: 'FusedConv2D', title: 'a scalar bias', run: () => conv('relu', { bias: tf.scalar(0.5) }) },
  { kernel: 'FusedConv2D', title: 'NCHW with bias', run: () => channelsFirst({ bias: vector(4) }, 'relu') },
  {
    kernel: 'FusedConv2D',
    title: 'NCHW with PReLU',
    run: () => channelsFirst({ preluActivationWeights: vector(4) }, 'prelu'),
  },
]);

test.each([
  [{ activation: 'gelu' }, /activation is linear, elu, .* got gelu/],
  [{ activation: 'prelu' }, /prelu \(with its weights\), got prelu/],
])('an activation that there is not is refused: %j', async (attrs, message) => {
  await tf.setBackend('tensorflow');
  const before = tf.engine().backend.numDataIds();
  tf.tidy(() => {
    const inputs = { a: tf.ones([1, 2, 2]), b: tf.ones([1, 2, 2]) };
    expect(() => tf.engine().runKernel('_FusedMatMul', inputs, attrs)).toThrow(message);
  });
  expect(tf.engine().backend.numDataIds()).toBe(before);
});
