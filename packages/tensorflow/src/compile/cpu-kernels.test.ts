import { expect, test } from 'vitest';
import { loadEngine } from '../engine.ts';
import { CpuKernels } from './cpu-kernels.ts';
import { TF_BFLOAT16 } from '../native/data-types.ts';
import { BFLOAT16_RULES } from './bfloat16-rules.ts';

const kernels = new CpuKernels(loadEngine().native);

test('every op with a rule has a kernel for bfloat16 in the library of these tests', () => {
  expect([...BFLOAT16_RULES.keys()].filter((op) => !kernels.has(op, TF_BFLOAT16))).toEqual([]);
});

test('ops without a kernel for bfloat16 are told from those with one', () => {
  expect(
    ['LRN', 'LRNGrad', 'BitwiseAnd', 'NoSuchOp', 'Conv2D', 'Reshape'].map((op) =>
      kernels.has(op, TF_BFLOAT16),
    ),
  ).toEqual([false, false, false, false, true, true]);
});
