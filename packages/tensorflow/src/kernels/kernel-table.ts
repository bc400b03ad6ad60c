import type { KernelConfig } from '@tensorflow/tfjs-core';
import { ARGMAX_POOLING } from './argmax-pooling.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { CLASSIFICATION } from './classification.ts';
import { COMPLEX } from './complex.ts';
import { CONVOLUTION } from './convolution.ts';
import { CREATION } from './creation.ts';
import { DILATION } from './dilation.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { FUSED } from './fused.ts';
import { GRADIENT_KERNELS } from './gradient-kernels.ts';
import { HOST_VALUE } from './host-value.ts';
import { IMAGE } from './image.ts';
import { INDEXING } from './indexing.ts';
import { LAYOUT } from './layout.ts';
import { LINEAR_ALGEBRA } from './linear-algebra.ts';
import { NORMALIZATION } from './normalization.ts';
import { PIXELS } from './pixels.ts';
import { POOLING } from './pooling.ts';
import { PROJECTIVE_TRANSFORM } from './projective-transform.ts';
import { RAGGED } from './ragged.ts';
import { RANDOM } from './random.ts';
import { REDUCTION } from './reduction.ts';
import { ROTATION } from './rotation.ts';
import { SPARSE } from './sparse.ts';
import { SPECTRAL } from './spectral.ts';
import { STRINGS } from './strings.ts';
import { SUPPRESSION } from './suppression.ts';
import { VOLUME_CONVOLUTION } from './volume-convolution.ts';
import { VOLUME_POOLING } from './volume-pooling.ts';

/** The kernel table: every tfjs kernel that the backend `tensorflow` has. */
export const KERNELS: readonly KernelConfig[] = [
  ...ARGMAX_POOLING,
  ...ARITHMETIC,
  ...CLASSIFICATION,
  ...COMPLEX,
  ...CONVOLUTION,
  ...CREATION,
  ...DILATION,
  ...ELEMENTWISE,
  ...FUSED,
  ...GRADIENT_KERNELS,
  ...HOST_VALUE,
  ...IMAGE,
  ...INDEXING,
  ...LAYOUT,
  ...LINEAR_ALGEBRA,
  ...NORMALIZATION,
  ...PIXELS,
  ...POOLING,
  ...PROJECTIVE_TRANSFORM,
  ...RAGGED,
  ...RANDOM,
  ...REDUCTION,
  ...ROTATION,
  ...SPARSE,
  ...SPECTRAL,
  ...STRINGS,
  ...SUPPRESSION,
  ...VOLUME_CONVOLUTION,
  ...VOLUME_POOLING,
];
