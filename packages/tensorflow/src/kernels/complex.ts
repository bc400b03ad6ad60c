import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { as } from './casting.ts';
import { kernel } from './kernel.ts';

/** Kernels of one complex tensor, by TensorFlow's op of the same name. */
const PARTS: readonly string[] = ['Imag', 'Real'];

/** Kernels that make complex numbers and take them apart. */
export const COMPLEX: readonly KernelConfig[] = [
  kernel<{ real: TensorInfo; imag: TensorInfo }>('Complex', ({ inputs: { real, imag }, backend }) =>
    backend.run1('Complex', [as(backend, real, 'float32'), as(backend, imag, 'float32')]),
  ),
  ...PARTS.map((name) =>
    kernel<{ input: TensorInfo }>(name, ({ inputs: { input }, backend }) => backend.run1(name, [input])),
  ),
  kernel('ComplexAbs', ({ inputs: { x }, backend }) => backend.run1('ComplexAbs', [x])),
];
