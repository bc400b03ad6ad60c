import { cast, oneHot, setBackend, tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSame } from '../test/both-backends.ts';

const TYPES = ['float32', 'int32', 'bool'] as const;
const CASTS = TYPES.flatMap((from) => TYPES.map((to) => [from, to] as const));

test.each(CASTS)('cast from %s to %s', async (from, to) => {
  const numbers = from === 'bool' ? [1, 0, 1, 0, 0, 1] : [0, 0.5, -1, 256, -0.25, 70_000.5];
  const whole = from === 'int32' ? numbers.map(Math.trunc) : numbers;
  await expectSame({
    inputs: () => ({ x: tensor(whole, [2, 3], from) }),
    compute: ({ x }) => [cast(x, to)],
  });
});

test('a cast to complex numbers, which the backend lacks, says so', async () => {
  await setBackend('wasm');
  const x = tensor1d([1, 2]);
  expect(() => cast(x, 'complex64')).toThrow(
    'The backend wasm cannot cast float32 to complex64; cast on the backend cpu or tensorflow.',
  );
  x.dispose();
});

test.each(TYPES)('one-hot rows of %s', async (dtype) => {
  const [on, off] = dtype === 'float32' ? [1.5, -0.5] : [1, 0];
  await expectSame({
    inputs: () => ({
      row: tensor1d([1, 0, 3, -1, 2], 'int32'),
      square: tensor2d(
        [
          [1, 0],
          [2, 2],
        ],
        [2, 2],
        'int32',
      ),
    }),
    compute: ({ row, square }) => [oneHot(row, 3, on, off, dtype), oneHot(square, 3, on, off, dtype)],
  });
});
