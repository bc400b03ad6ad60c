import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CONTESTANTS, contestantsOf } from './contestants.mjs';
import { PROGRAMS } from './python-peers.mjs';

const ids = (task, options) => contestantsOf(task, options).map(({ id }) => id);
const task = (kind, net, precision) => ({ task: kind, net, precision });

test('each has a program', () => {
  for (const { worker, python } of CONTESTANTS) {
    const file = python
      ? join(PROGRAMS, python)
      : fileURLToPath(new URL(`./workers/${worker}.mjs`, import.meta.url));
    expect(existsSync(file), file).toBe(true);
  }
});

test('bfloat16 is for those that have it, onnxruntime for inference', () => {
  const common = ['skipjack-compiled', 'torch-eager', 'torch-compile', 'keras-graph', 'keras-xla'];
  expect(ids(task('training', 'resnet20', 'bfloat16'))).toEqual(common);
  expect(ids(task('inference', 'resnet20', 'bfloat16'))).toEqual(common);
  expect(ids(task('inference', 'resnet20', 'float32'))).toEqual([
    'skipjack-compiled',
    'skipjack-eager',
    ...common.slice(1),
    'onnxruntime',
    'tfjs-node',
  ]);
});

test('tfjs-node takes no part where plain tf.layers lacks a layer', () => {
  expect(ids(task('training', 'googlenet', 'float32'))).not.toContain('tfjs-node');
  expect(ids(task('inference', 'googlenet', 'float32'))).toContain('tfjs-node');
});

test('who needs what our engine does not export takes no part', () => {
  const options = { has: (name) => name !== 'compile' };
  expect(ids(task('training', 'resnet20', 'float32'), options)[0]).toBe('skipjack-eager');
});

test('some can be chosen, and an unknown one is refused', () => {
  const resnet = task('training', 'resnet20', 'float32');
  expect(ids(resnet, { who: ['keras-xla', 'torch-eager'] })).toEqual(['torch-eager', 'keras-xla']);
  expect(() => ids(resnet, { who: ['jax'] })).toThrow(
    'There is no contestant jax; the contestants are skipjack-compiled, skipjack-eager',
  );
});
