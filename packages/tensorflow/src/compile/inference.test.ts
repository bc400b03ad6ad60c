import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile } from '../index.ts';

const uniform = (shape: number[], seed: number, min = -1): tf.Tensor =>
  tf.randomUniform(shape, min, 1, 'float32', seed);

/** Largest difference of two tensors. */
function distance(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? Number.NaN);
}

const CASES: readonly (readonly [
  string,
  (x: tf.Tensor4D, v: Readonly<Record<string, tf.Variable>>) => tf.Tensor,
])[] = [
  ['a convolution', (x, { filter }) => tf.conv2d(x, filter as tf.Tensor4D, 1, 'same')],
  [
    'one with a bias',
    (x, { filter, bias }) => tf.add(tf.conv2d(x, filter as tf.Tensor4D, 1, 'same'), bias as tf.Tensor),
  ],
  [
    'a bias before it',
    (x, { filter, bias }) => tf.add(bias as tf.Tensor, tf.conv2d(x, filter as tf.Tensor4D, 1, 'same')),
  ],
  ['a depthwise one', (x, { depthwise }) => tf.depthwiseConv2d(x, depthwise as tf.Tensor4D, 1, 'same')],
];

test.each(CASES)(
  'batch normalization after %s goes into its weights, and follows them',
  (_name, convolve) => {
    const variables = {
      filter: tf.variable(uniform([3, 3, 4, 8], 1)),
      depthwise: tf.variable(uniform([3, 3, 4, 2], 2)),
      bias: tf.variable(uniform([8], 3)),
      mean: tf.variable(uniform([8], 4)),
      variance: tf.variable(uniform([8], 5, 0.5)),
      offset: tf.variable(uniform([8], 6)),
      scale: tf.variable(uniform([8], 7)),
    };
    const { mean, variance, offset, scale } = variables as Record<string, tf.Variable> as Record<
      string,
      tf.Variable<tf.Rank.R1>
    >;
    const fn = (x: tf.Tensor4D): tf.Tensor =>
      tf.relu(
        tf.batchNorm4d(
          convolve(x, variables) as tf.Tensor4D,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
          1e-3,
        ),
      );
    const compiled = compile(fn);
    const x = uniform([2, 6, 6, 4], 8) as tf.Tensor4D;
    const check = (): void => {
      const [eager, graph] = [tf.tidy(() => fn(x)), compiled.sync(x)];
      expect(distance(eager, graph)).toBeLessThan(1e-5);
      tf.dispose([eager, graph]);
    };
    const before = tf.memory().numTensors;
    check();
    check();
    // Each of them is in the weights that were computed beforehand.
    for (const variable of Object.values(variables)) {
      tf.tidy(() => variable.assign(tf.add(tf.abs(variable), 0.25)));
      check();
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(compiled.recordings).toBe(1);
    compiled.dispose();
    tf.dispose([...Object.values(variables), x]);
  },
);

test('a function of variables alone follows them', () => {
  const weight = tf.variable(tf.scalar(2));
  const compiled = compile(() => tf.mul(weight, 3));
  const value = (): number | undefined => tf.tidy(() => compiled.sync().dataSync()[0]);
  expect([value(), value()]).toEqual([6, 6]);
  weight.assign(tf.scalar(5));
  expect(value()).toBe(15);
  compiled.dispose();
  weight.dispose();
});

test('a convolution whose result is used twice keeps it', () => {
  const filter = tf.variable(uniform([1, 1, 3, 3], 1)) as tf.Variable<tf.Rank.R4>;
  const ones = tf.variable(tf.ones([3])) as tf.Variable<tf.Rank.R1>;
  const fn = (x: tf.Tensor4D): tf.Tensor => {
    const y = tf.conv2d(x, filter, 1, 'same');
    return tf.add(y, tf.batchNorm4d(y, ones, ones, ones, ones));
  };
  const compiled = compile(fn);
  const x = uniform([1, 4, 4, 3], 2) as tf.Tensor4D;
  const [eager, graph] = [tf.tidy(() => fn(x)), compiled.sync(x)];
  expect(distance(eager, graph)).toBeLessThan(1e-6);
  compiled.dispose();
  tf.dispose([filter, ones, x, eager, graph]);
});

test('weights that oneDNN keeps in its own layout follow their variables', async () => {
  const filter = tf.variable(uniform([3, 3, 4, 8], 1)) as tf.Variable<tf.Rank.R4>;
  const bias = tf.variable(uniform([8], 2));
  const fn = (x: tf.Tensor4D): tf.Tensor => tf.relu(tf.add(tf.conv2d(x, filter, 1, 'same'), bias));
  const plain = (x: tf.Tensor4D): tf.Tensor => tf.conv2d(x, filter, 2, 'same');
  const [compiled, bare] = [compile(fn), compile(plain)];
  const x = uniform([2, 6, 6, 4], 3) as tf.Tensor4D;
  for (const round of [1, 2, 3]) {
    // Kept from the third call with the same weights on.
    for (let call = 0; call < 5; call++) {
      const pairs = [
        [tf.tidy(() => fn(x)), call % 2 === 0 ? compiled.sync(x) : await compiled(x)],
        [tf.tidy(() => plain(x)), bare.sync(x)],
      ] as const;
      for (const [eager, graph] of pairs) expect(distance(eager, graph), `round ${round}`).toBeLessThan(1e-5);
      tf.dispose(pairs.flat());
    }
    tf.tidy(() => filter.assign(tf.add(filter, 0.5) as tf.Tensor4D));
  }
  compiled.dispose();
  bare.dispose();
  tf.dispose([filter, bias, x]);
});

test('padding before a convolution, a bias and a shortcut go into it', () => {
  const filter = tf.variable(uniform([3, 3, 4, 4], 1)) as tf.Variable<tf.Rank.R4>;
  const bias = tf.variable(uniform([4], 2));
  const conv = (x: tf.Tensor4D): tf.Tensor4D =>
    tf.add(
      tf.conv2d(
        tf.pad(x, [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]),
        filter,
        1,
        'valid',
      ),
      bias,
    );
  const compiled = compile((x: tf.Tensor4D) => tf.relu(tf.add(conv(x), x)), { profile: true });
  const x = uniform([2, 5, 5, 4], 3) as tf.Tensor4D;
  const eager = tf.tidy(() => tf.relu(tf.add(conv(x), x)));
  for (const graph of [compiled.sync(x), compiled.sync(x)]) expect(distance(eager, graph)).toBeLessThan(1e-5);
  const ops = compiled.profile().byOp.map(({ op }) => op);
  expect(ops).toContain('_MklNativeFusedConv2D');
  for (const op of ['Pad', 'PadV2', 'AddV2', 'BiasAdd']) expect(ops).not.toContain(op);
  compiled.dispose();
  tf.dispose([filter, bias, x, eager]);
});
