import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { chosenCompiler } from './step-compiler.ts';

const choice = { compile: undefined, precision: undefined };

test('a backend that compiles nothing runs op by op, and is an error with both remedies where compiling is asked for', () => {
  expect(chosenCompiler('train', choice)).toBeUndefined();
  const remedy =
    "the backend 'cpu' compiles nothing: import '@skipjack/tensorflow', and call tf.setBackend('tensorflow') where another one is active.";
  expect(() => chosenCompiler('train', { ...choice, compile: true })).toThrow(
    `train cannot do compile: true: ${remedy}`,
  );
  expect(() => chosenCompiler('evaluate', { ...choice, precision: 'bfloat16' })).toThrow(
    `evaluate cannot do precision: 'bfloat16': ${remedy}`,
  );
});

test('wrong choices are refused in one sentence', () => {
  expect(() => chosenCompiler('train', { ...choice, compile: 'yes' as never })).toThrow(
    "compile must be true, false or 'auto'; got 'yes'.",
  );
  expect(() => chosenCompiler('train', { ...choice, precision: 'float16' as never })).toThrow(
    "precision must be 'float32' or 'bfloat16'; got 'float16'.",
  );
  expect(() => chosenCompiler('train', { compile: false, precision: 'bfloat16' })).toThrow(
    "train needs a compiled step for precision: 'bfloat16'; got compile: false.",
  );
});
