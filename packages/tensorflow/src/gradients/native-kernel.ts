import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/** Whether the active backend has a kernel. */
export function hasKernel(kernelName: string): boolean {
  return getKernel(kernelName, getBackend()) !== undefined;
}

/** Runs a kernel that our backend has. @throws EngineError where another backend is active that has it not */
export function runNative(kernelName: string, inputs: NamedTensorMap, attrs: object = {}): Tensor {
  if (!hasKernel(kernelName))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `The backend '${getBackend()}' has no kernel ${kernelName}, which this gradient needs; setBackend('tensorflow') computes it.`,
    );
  return engine().runKernel(kernelName, inputs, attrs as NamedAttrMap);
}
