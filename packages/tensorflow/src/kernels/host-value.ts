import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { HostNumbers } from '../compile/host-numbers.ts';
import { kernel } from './kernel.ts';

/** Attributes of the kernel `HostValue`. */
interface HostValueAttrs extends HostNumbers {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/**
 * `HostValue`: numbers that JavaScript holds, as a tensor. Packages that do not depend on the engine hand changing numbers into a
 * compiled step through it, where `getKernel('HostValue', getBackend())` finds it.
 *
 * It calls `read()` where ops are computed at once. While a function is recorded it calls nothing and becomes an input of the
 * function: each call of the compiled function calls `read()` once, at its start and in the order of recording, and
 * `settled(numbers, succeeded)` at its end, when the variables that it assigns have changed.
 */
export const HOST_VALUE: readonly KernelConfig[] = [
  kernel<Record<never, never>, HostValueAttrs>(
    'HostValue',
    ({ attrs: { shape, dtype, read, settled }, backend }) =>
      backend.hostValue({ read, settled }, shape, dtype),
  ),
];
