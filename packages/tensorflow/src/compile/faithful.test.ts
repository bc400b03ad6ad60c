import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile, type EngineError } from '../index.ts';

const ACTIVATIONS: readonly (readonly [string, (x: tf.Tensor) => tf.Tensor])[] = [
  ['none', (x) => x],
  ['relu', (x) => tf.relu(x)],
  ['relu6', (x) => tf.relu6(x)],
  ['elu', (x) => tf.elu(x)],
];

test.each(
  ACTIVATIONS.flatMap(([name, fn]) =>
    (['float32', 'bfloat16'] as const).map((precision) => [name, precision, fn] as const),
  ),
)('a NaN in the weights is NaN in the result: activation %s, %s', (_name, precision, activation) => {
  const filter = tf.variable(tf.fill([3, 3, 4, 4], Number.NaN)) as tf.Variable<tf.Rank.R4>;
  const bias = tf.variable(tf.zeros([4]));
  const compiled = compile(
    (x: tf.Tensor4D) => activation(tf.add(tf.add(tf.conv2d(x, filter, 1, 'same'), bias), x)),
    { precision },
  );
  const x = tf.ones([1, 4, 4, 4]) as tf.Tensor4D;
  for (let call = 0; call < 4; call++)
    expect(tf.tidy(() => compiled.sync(x).dataSync().every(Number.isNaN))).toBe(true);
  compiled.dispose();
  tf.dispose([filter, bias, x]);
});

test('inside of a gradient a compiled function is the function', async () => {
  const square = compile((x: tf.Tensor) => tf.mul(x, x));
  const x = tf.scalar(3);
  const slope = (): number | undefined =>
    tf.tidy(
      () =>
        tf
          .grad((y) => tf.sum(tf.add(square.sync(y), tf.mul(y, 2))))(x)
          .dataSync()[0],
    );
  expect(slope()).toBe(8);
  square.sync(x).dispose();
  expect(slope()).toBe(8);
  let refused: Promise<unknown> | undefined;
  const asynchronous = (): void =>
    void tf.grad((y) => {
      refused = square(y);
      return y;
    })(x);
  expect(asynchronous).toThrow(/no gradient; call its sync/);
  expect(refused).toBeUndefined();
  square.dispose();
  x.dispose();
});

test("tfjs's debug mode does not reach a recording, and stays on", () => {
  const double = compile((x: tf.Tensor) => tf.mul(x, 2));
  const x = tf.scalar(3);
  tf.env().set('DEBUG', true);
  try {
    expect(double.sync(x).dataSync()[0]).toBe(6);
    expect(tf.env().getBool('DEBUG')).toBe(true);
  } finally {
    tf.env().set('DEBUG', false);
  }
  double.dispose();
  x.dispose();
});

test('a sum that the user asks for is float32 in bfloat16 too', () => {
  const filter = tf.variable(tf.ones([1, 1, 8, 8])) as tf.Variable<tf.Rank.R4>;
  const compiled = compile(
    (x: tf.Tensor4D) => tf.div(tf.sum(tf.conv2d(x, filter, 1, 'same'), [0, 1, 2]), 128 * 128),
    { precision: 'bfloat16' },
  );
  const x = tf.fill([1, 128, 128, 8], 1.2265625) as tf.Tensor4D; // exact in bfloat16, as 8 times it is
  expect(tf.tidy(() => compiled.sync(x).dataSync()[0])).toBe(9.8125);
  const y = tf.tidy(() =>
    tf.concat([tf.slice(x, [0, 0, 0, 0], [1, 64, 128, 8]), tf.ones([1, 64, 128, 8])], 1),
  ) as tf.Tensor4D;
  expect(tf.tidy(() => compiled.sync(y).dataSync()[0])).toBe((9.8125 + 8) / 2);
  compiled.dispose();
  tf.dispose([filter, x, y]);
});

test.each([
  [{ precison: 'bfloat16' }, /no option "precison"; it has precision, accept, openBatch and profile/],
  [{ profile: 'yes' }, /profile must be true or false/],
])('compile refuses the options %j', (options, message) => {
  expect(() => compile((x: tf.Tensor) => x, options as object)).toThrow(message);
});

test('accept answers true or false, and nothing else', () => {
  const v = tf.variable(tf.scalar(0));
  const fn = (x: tf.Tensor): tf.Tensor => {
    v.assign(tf.add(v, x) as tf.Scalar);
    return x;
  };
  const compiled = compile(fn, { accept: (() => Promise.resolve(false)) as unknown as () => boolean });
  const one = tf.scalar(1);
  let code: string | undefined;
  try {
    compiled.sync(one);
  } catch (error) {
    ({ code } = error as EngineError);
  }
  expect(code).toBe('INVALID_ARGUMENT');
  expect(v.dataSync()[0]).toBe(0);
  compiled.dispose();
  tf.dispose([v, one]);
});
