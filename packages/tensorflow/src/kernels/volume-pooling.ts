import type { KernelConfig } from '@tensorflow/tfjs-core';
import { poolingKernels } from './pooling.ts';

/** Pooling in three dimensions with its gradients, explicit padding included. */
export const VOLUME_POOLING: readonly KernelConfig[] = poolingKernels('3D');
