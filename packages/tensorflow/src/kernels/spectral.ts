import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';

/** Fourier transforms along the last axis; tfjs makes `rfft`, `irfft` and `signal.stft` of them. */
export const SPECTRAL: readonly KernelConfig[] = (['FFT', 'IFFT'] as const).map((name) =>
  kernel<{ input: TensorInfo }>(name, ({ inputs: { input }, backend }) => backend.run1(name, [input])),
);
