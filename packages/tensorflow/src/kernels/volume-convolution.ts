import type { KernelConfig } from '@tensorflow/tfjs-core';
import { convolutionKernels } from './convolution.ts';

/** Convolutions in three dimensions with their gradients. */
export const VOLUME_CONVOLUTION: readonly KernelConfig[] = convolutionKernels('Conv3D');
