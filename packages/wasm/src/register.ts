// The peer that this package completes: kernels can only be replaced once it has registered its own.
import '@tensorflow/tfjs-backend-wasm';
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { KERNELS } from './kernels.ts';
import { BACKEND_NAME } from './supplied-kernel.ts';

/** Registers the kernels. A missing one that a later tfjs-backend-wasm brings is left to it. */
function register(): void {
  for (const { kernelName, reason, kernelFunc } of KERNELS) {
    if (getKernel(kernelName, BACKEND_NAME) !== undefined) {
      if (reason === 'missing') continue;
      unregisterKernel(kernelName, BACKEND_NAME);
    }
    registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc });
  }
}

register();
