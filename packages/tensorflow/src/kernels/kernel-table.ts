import type { KernelConfig } from '@tensorflow/tfjs-core';
import { ARITHMETIC } from './arithmetic.ts';
import { CLASSIFICATION } from './classification.ts';
import { CONVOLUTION } from './convolution.ts';
import { CREATION } from './creation.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { FUSED } from './fused.ts';
import { IMAGE } from './image.ts';
import { INDEXING } from './indexing.ts';
import { LAYOUT } from './layout.ts';
import { LINEAR_ALGEBRA } from './linear-algebra.ts';
import { NORMALIZATION } from './normalization.ts';
import { POOLING } from './pooling.ts';
import { RANDOM } from './random.ts';
import { REDUCTION } from './reduction.ts';

/** The kernel table: every tfjs kernel that the backend `tensorflow` has. */
export const KERNELS: readonly KernelConfig[] = [
  ...ARITHMETIC,
  ...CLASSIFICATION,
  ...CONVOLUTION,
  ...CREATION,
  ...ELEMENTWISE,
  ...FUSED,
  ...IMAGE,
  ...INDEXING,
  ...LAYOUT,
  ...LINEAR_ALGEBRA,
  ...NORMALIZATION,
  ...POOLING,
  ...RANDOM,
  ...REDUCTION,
];
