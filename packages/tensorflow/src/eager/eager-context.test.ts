import { expect, test } from 'vitest';
import { loadEngine } from '../engine.ts';
import { TF_FLOAT } from '../native/data-types.ts';
import { float, ints } from './attributes.ts';

const { context } = loadEngine();

test('a tensor needs exactly the values that its shape says', () => {
  expect(() => context.create(Float32Array.of(1, 2, 3), [2, 2], TF_FLOAT)).toThrow(
    'A tensor of shape [2, 2] needs 16 bytes, got 12.',
  );
  expect(() => context.create(Float32Array.of(1), [-1], TF_FLOAT)).toThrow(/got 1: \[-1\]/);
  expect(() => context.create(Float32Array.of(1), [Number.NaN], TF_FLOAT)).toThrow(/got 1: \[NaN\]/);
  const impossible = /at most 254 dimensions, whole numbers from 0 whose product is below 2\^53/;
  const none = new Float32Array(0);
  expect(() => context.create(none, [2 ** 40, 2 ** 40], TF_FLOAT)).toThrow(impossible);
});

test('shapes for which TensorFlow ends the process are errors, also those without elements', () => {
  const none = new Float32Array(0);
  for (const shape of [
    [2 ** 40, 2 ** 40, 0],
    [1.5],
    [Number.NaN, 0],
    [-1, 0],
    Array.from({ length: 255 }, () => 0),
  ])
    expect(() => context.create(none, shape, TF_FLOAT)).toThrow(/A tensor has at most 254 dimensions/);
  expect(() => context.create(none, [0, 2 ** 31, 2 ** 21], TF_FLOAT)).toThrow(
    /A new tensor needs 17,179,869,184 MiB for a tensor of shape \[1, 2147483648, 2097152\]/,
  );
  const large = context.create(none, [0, 2 ** 20], TF_FLOAT);
  expect(context.shape(large)).toEqual([0, 2 ** 20]);
  context.delete(large);
});

test('an unknown op, attribute or a wrong number of inputs is an error of the call', () => {
  const x = context.create(Float32Array.of(1, 2), [2], TF_FLOAT);
  expect(() => context.execute('NoSuchOp', [x], {}, 1)).toThrow(/TensorFlow's NoSuchOp refused its input/);
  expect(() => context.execute('Relu', [x, x], {}, 1)).toThrow(/Relu/);
  expect(() => context.execute('Relu', [], {}, 1)).toThrow(/Relu/);
  expect(() => context.execute('Relu', [x], { nonsense: float(1) }, 1)).toThrow(/Relu.*nonsense/);
  expect(() => context.execute('LeakyRelu', [x], { alpha: ints([1]) }, 1)).toThrow(
    "TensorFlow's LeakyRelu wants another type than ints for its attribute alpha.",
  );
  const [y] = context.execute('Relu', [x], {}, 1);
  expect([...new Float32Array(context.read(y as bigint))]).toEqual([1, 2]);
  context.delete(x);
  context.delete(y as bigint);
});
