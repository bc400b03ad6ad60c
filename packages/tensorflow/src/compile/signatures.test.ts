import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { compile, uint8Tensor, type TensorFlowBackend } from '../index.ts';

beforeAll(() => tf.setBackend('tensorflow'));
beforeEach(() => tf.engine().startScope());
afterEach(() => {
  tf.disposeVariables();
  tf.engine().endScope();
});

const seen = (tensor: tf.Tensor): unknown => [tensor.dtype, tensor.shape, tensor.arraySync()];

test('other shapes and dtypes are other recordings, other values are not', () => {
  const compiled = compile((x: tf.Tensor) => tf.add(x, x));
  const inputs = [
    tf.tensor1d([1, 2]),
    tf.tensor1d([5, 6]),
    tf.tensor1d([1, 2, 3]),
    tf.tensor2d([[1, 2]]),
    tf.tensor1d([1, 2], 'int32'),
    tf.scalar(1),
    tf.scalar(2),
    tf.zeros([0, 3]),
    tf.zeros([0]),
  ];
  for (const x of inputs) expect(seen(compiled.sync(x))).toEqual(seen(tf.add(x, x)));
  expect(compiled.recordings).toBe(7);
  compiled.dispose();
});

/** Values of JavaScript that are not the same argument. */
const DIFFERENT: readonly unknown[] = [
  ...[0, -0, 1, 1n, Number.NaN, Infinity, -Infinity, true, false, null, undefined],
  ...['', '1', 'null', 'T', '#1', '0', [], {}, [1], [[1]], [1, 2], ['1,2'], [undefined], [null], [[], []]],
  ...[{ a: 1 }, { b: 1 }, { a: 1, b: 1 }, { a: { b: 1 } }, { 'a.b': 1 }, { 'a":1,".b': 1 }],
  JSON.parse('{"__proto__":1}'),
  JSON.parse('{"__proto__":{"a":1}}'),
  { constructor: 1 },
  { toString: null },
  ...[Symbol.for('a'), Symbol.for('b'), Symbol('a'), Symbol('a'), () => 1, () => 1, Math.sin],
  ...[new Date(0), new Map(), new Set(), /a/],
];

test('values of JavaScript are part of the signature, and arrive as they are', () => {
  const given: unknown[] = [];
  const compiled = compile((x: tf.Tensor, value: unknown) => {
    given.push(value);
    return { x: tf.add(x, 1), value };
  });
  const x = tf.scalar(1);
  for (const value of DIFFERENT) {
    const { value: answered } = compiled.sync(x, value);
    expect(answered).toEqual(value);
    if (typeof value !== 'object') expect(Object.is(answered, value)).toBe(true);
  }
  expect(given).toEqual(DIFFERENT);
  for (const value of DIFFERENT.slice(-40)) compiled.sync(x, value);
  expect(given.length).toBe(DIFFERENT.length);
  expect(given.filter((one) => Object.hasOwn(Object(one) as object, '__proto__'))).toHaveLength(2);
  compiled.dispose();
});

test('equal structures are one signature, and a typed array is refused', () => {
  const compiled = compile((options: { readonly rate: number; readonly of: readonly tf.Tensor[] }) =>
    options.of.map((tensor) => tf.mul(tensor, options.rate)),
  );
  const [a, b] = [tf.scalar(1), tf.scalar(2)];
  expect(compiled.sync({ rate: 3, of: [a, b] }).map(seen)).toEqual([a, b].map((one) => seen(tf.mul(one, 3))));
  expect(compiled.sync({ rate: 3, of: [b, b] }).length).toBe(2);
  expect(compiled.recordings).toBe(1);
  compiled.sync({ rate: 3, of: [a] });
  compiled.sync({ rate: 4, of: [a, b] });
  compiled.sync(Object.assign(Object.create(null) as object, { rate: 4, of: [a, b] }));
  expect(compiled.recordings).toBe(3);
  expect(() => compiled.sync({ rate: 1, of: [a, Float32Array.of(1) as never] })).toThrow(
    'got a Float32Array as argument [0].of[1]: make a tensor of it.',
  );
  compiled.dispose();
});

test.each<readonly [what: string, make: () => tf.Tensor, fn: (x: tf.Tensor) => tf.Tensor]>([
  ['int32', () => tf.tensor1d([1, -2, 3], 'int32'), (x) => tf.add(x, tf.scalar(2 ** 30, 'int32'))],
  ['bool', () => tf.tensor1d([true, false]), (x) => tf.logicalNot(x)],
  ['bool to float', () => tf.tensor1d([true, false]), (x) => tf.mul(tf.cast(x, 'float32'), 0.5)],
  [
    'string',
    () => tf.tensor1d(['a', 'ü', 'a text that is long enough for memory of its own']),
    (x) => tf.concat([x, x]),
  ],
  [
    'string, one from outside',
    () => tf.tensor1d(['a']),
    (x) => tf.concat([x, tf.tensor1d(['b', 'long '.repeat(99)])]),
  ],
  ['complex64', () => tf.complex([1, 2], [3, -4]), (x) => tf.mul(x, tf.complex(0, 1))],
  ['complex parts', () => tf.complex([1, 2], [3, -4]), (x) => tf.add(tf.real(x), tf.imag(x))],
  ['spectra', () => tf.tensor1d([1, 2, 3, 4]), (x) => tf.irfft(tf.rfft(x))],
  ['empty', () => tf.zeros([2, 0, 3]), (x) => tf.concat([x, tf.ones([2, 1, 3])], 1)],
  ['empty reduced', () => tf.zeros([0, 3]), (x) => tf.sum(x, 0)],
  ['shape [0]', () => tf.zeros([0]), (x) => tf.mul(x, 2)],
])('%s: compiled as eager', async (_what, make, fn) => {
  const x = make();
  const compiled = compile(fn);
  const expected = seen(fn(x));
  const before = tf.memory();
  const [now, later] = [compiled.sync(x), await compiled(x)];
  expect([seen(now), seen(later)]).toEqual([expected, expected]);
  tf.dispose([now, later]);
  expect(tf.memory()).toEqual(before);
  compiled.dispose();
});

test('bytes of images stay bytes, as arguments and as results', async () => {
  const images = uint8Tensor({ values: Uint8Array.of(0, 1, 128, 255), shape: [2, 2] });
  const compiled = compile((x: tf.Tensor) => ({ same: x, scaled: tf.div(tf.cast(x, 'float32'), 255) }));
  const { tensors } = (tf.engine().backend as TensorFlowBackend).compiling();
  const { native } = tensors.get(images.dataId);
  expect(native).toBeDefined();
  for (const { same, scaled } of [compiled.sync(images), await compiled(images)]) {
    expect(tensors.get(images.dataId).native).toBe(native);
    expect(seen(scaled)).toEqual(seen(tf.div(tf.tensor2d([0, 1, 128, 255], [2, 2]), 255)));
    expect(seen(same)).toEqual([
      'int32',
      [2, 2],
      [
        [0, 1],
        [128, 255],
      ],
    ]);
  }
  compiled.sync(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'));
  expect(compiled.recordings).toBe(2);
  compiled.dispose();
});

test('results: nested, none, an argument, a variable, and the same tensor twice are tensors of their own', async () => {
  const w = tf.variable(tf.scalar(5));
  const outside = tf.scalar(7);
  const compiled = compile((x: tf.Tensor) => {
    const sum = tf.add(x, w);
    w.assign(sum as tf.Scalar);
    return { x, w, twice: [sum, sum], deep: { list: [[x], 'text', null, undefined] }, outside };
  });
  const x = tf.scalar(1);
  for (const index of [0, 1]) {
    const result = index === 0 ? compiled.sync(x) : await compiled(x);
    const total = 6 + index;
    const { twice, deep } = result;
    const numbers = [
      result.x,
      result.w,
      ...twice,
      (deep.list[0] as tf.Tensor[])[0] as tf.Tensor,
      result.outside,
    ];
    expect(numbers.map((one) => one.dataSync()[0])).toEqual([1, total, total, total, 1, 7]);
    expect(deep.list.slice(1)).toEqual(['text', null, undefined]);
    tf.dispose(numbers);
    expect([x, w, outside].map((one) => one.isDisposed)).toEqual([false, false, false]);
    expect(w.dataSync()[0]).toBe(total);
  }
  const nothing = compile((..._tensors: tf.Tensor[]) => undefined);
  expect([nothing.sync(), nothing.sync(x), await nothing(), await nothing(x, x)]).toEqual(
    Array(4).fill(undefined),
  );
  const constant = compile(() => [tf.scalar(3), 3] as const);
  expect([constant.sync()[0].dataSync()[0], (await constant())[1]]).toEqual([3, 3]);
  for (const one of [compiled, nothing, constant]) one.dispose();
});

test('the arguments’ structure is not changed, and the function sees its own', () => {
  const x = tf.scalar(1);
  const argument = { list: [x, { x }] };
  let seenArgument: unknown;
  const compiled = compile((given: typeof argument) => {
    seenArgument = given;
    given.list.push(x);
    return tf.add(given.list[0] as tf.Tensor, 1);
  });
  compiled.sync(argument);
  expect(argument).toEqual({ list: [x, { x }] });
  expect(argument.list[0]).toBe(x);
  expect(seenArgument).not.toBe(argument);
  compiled.dispose();
});

test('a tensor in a map, or in the object of a class that is answered, is refused instead of taken once', () => {
  class Pair {
    readonly sum: tf.Tensor;
    constructor(sum: tf.Tensor) {
      this.sum = sum;
    }
  }
  const x = tf.tensor1d([1, 2]);
  const ofMap = compile((values: ReadonlyMap<string, tf.Tensor>) => tf.add(values.get('x') as tf.Tensor, 1));
  expect(() => ofMap.sync(new Map([['x', x]]))).toThrow(
    'The argument [0] of a compiled function is a Map with a tensor in it, which is not looked for there: use an array or a plain object.',
  );
  const ofClass = compile((y: tf.Tensor) => ({ pair: new Pair(tf.add(y, 1)) }));
  expect(() => ofClass.sync(x)).toThrow(
    'The result .pair of a compiled function is a Pair with a tensor in it',
  );
  const byIdentity = compile((pair: Pair) => tf.add(pair.sum, 1));
  expect(byIdentity.sync(new Pair(x)).arraySync()).toEqual([2, 3]);
});
