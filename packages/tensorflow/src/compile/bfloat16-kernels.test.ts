import { expect, test } from 'vitest';
import { loadEngine } from '../engine.ts';
import { Bfloat16Kernels } from './bfloat16-kernels.ts';
import { BFLOAT16_RULES } from './bfloat16-rules.ts';

const kernels = new Bfloat16Kernels(loadEngine().native);

test('every op with a rule has a kernel for bfloat16 in the library of these tests', () => {
  expect([...BFLOAT16_RULES.keys()].filter((op) => !kernels.has(op))).toEqual([]);
});

test('ops without a kernel for bfloat16 are told from those with one', () => {
  expect(
    ['LRN', 'LRNGrad', 'BitwiseAnd', 'NoSuchOp', 'Conv2D', 'Reshape'].map((op) => kernels.has(op)),
  ).toEqual([false, false, false, false, true, true]);
});
