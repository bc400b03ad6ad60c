import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { run } from '../test/refused-call.ts';
import { EngineError } from './index.ts';
import { kernelFailure } from './kernel-failure.ts';

/** The error of a call. */
function failure(call: () => unknown): EngineError {
  let thrown: unknown;
  try {
    tf.tidy(() => void call());
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(EngineError);
  return thrown as EngineError;
}

test('a refused call names the kernel with its inputs, and TensorFlow’s op with its', async () => {
  await tf.setBackend('tensorflow');
  const { code, message } = failure(() =>
    run('_FusedMatMul', {
      a: tf.ones([1, 2, 3]),
      b: tf.ones([1, 3, 4]),
      bias: tf.ones([5]),
    }),
  );
  expect(code).toBe('NATIVE_FAILURE');
  expect(message).toMatch(
    /^_FusedMatMul of a float32 \[1, 2, 3\], b float32 \[1, 3, 4\], bias float32 \[5\]: TensorFlow's AddV2 refused its input \(float32 \[1, 2, 4\], float32 \[5\]\): .+/,
  );
});

test('inputs in a list have no names, a missing one is said, and many are counted', () => {
  const lists = failure(() => run('AddN', [tf.ones([2]), tf.ones([3])]));
  expect(lists.message).toMatch(/^AddN of float32 \[2\], float32 \[3\]: TensorFlow's AddN refused/);
  expect(failure(() => run('Relu', {})).message).toMatch(/^Relu of no tensors: /);
  const many = failure(() =>
    run(
      'Concat',
      Array.from({ length: 10 }, (_, index) => tf.ones([index + 1, 2, index + 1])),
      { axis: 0 },
    ),
  );
  expect(many.message).toMatch(/^Concat of (float32 \[\d+, 2, \d+\], ){7}float32 \[8, 2, 8\] and 2 more: /);
});

test('a kernel’s own error is ours with its cause; one of the whole engine stays as it is', () => {
  const own = new TypeError('not iterable');
  const wrapped = kernelFailure('Tile', { x: undefined } as never, own) as EngineError;
  expect(wrapped).toMatchObject({ code: 'INVALID_ARGUMENT', cause: own });
  expect(wrapped.message).toBe('Tile of x none: not iterable');
  const odd = kernelFailure('Tile', { x: 5 } as never, own) as EngineError;
  expect(odd.message).toBe('Tile of x that is no tensor: not iterable');
  const missing = new EngineError('LIBRARY_NOT_FOUND', 'no library');
  expect(kernelFailure('Tile', {}, missing)).toBe(missing);
  expect(kernelFailure('Tile', {}, 'text')).toBe('text');
});
