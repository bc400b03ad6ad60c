import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { avgPool, avgPoolGradient, maxPool, maxPoolGradient, type Dimensions } from './pooling-faces.ts';
import type { PoolAttrs } from './window-geometry.ts';

type Output = { readonly dy: TensorInfo; readonly input: TensorInfo };

/** The kernels of max and average pooling and their gradients. */
export function poolingKernels(dimensions: Dimensions): KernelConfig[] {
  return [
    kernel<{ x: TensorInfo }, PoolAttrs>(`MaxPool${dimensions}`, ({ inputs: { x }, attrs, backend }) =>
      maxPool(backend, dimensions, x, attrs),
    ),
    kernel<Output & { output: TensorInfo }, PoolAttrs>(
      `MaxPool${dimensions}Grad`,
      ({ inputs, attrs, backend }) => maxPoolGradient(backend, dimensions, inputs, attrs),
    ),
    kernel<{ x: TensorInfo }, PoolAttrs>(`AvgPool${dimensions}`, ({ inputs: { x }, attrs, backend }) =>
      avgPool(backend, dimensions, x, attrs),
    ),
    kernel<Output, PoolAttrs>(`AvgPool${dimensions}Grad`, ({ inputs, attrs, backend }) =>
      avgPoolGradient(backend, dimensions, inputs, attrs),
    ),
  ];
}

/** Pooling in two dimensions with its gradients, explicit padding included. */
export const POOLING: readonly KernelConfig[] = poolingKernels('');
