import { engine, getBackend } from '@tensorflow/tfjs-core';
import { TensorFlowBackend } from '../backend.ts';
import { EngineError } from '../engine-error.ts';
import { BACKEND_NAME } from '../kernels/kernel.ts';

/**
 * The backend `tensorflow`, which must be the current one.
 * @throws EngineError when it is not, in tfjs-node's words; `setBackend('tensorflow')` makes it so.
 */
export function currentBackend(): TensorFlowBackend {
  const { backend } = engine();
  if (backend instanceof TensorFlowBackend) return backend;
  throw new EngineError(
    'INVALID_ARGUMENT',
    `Expect the current backend to be "${BACKEND_NAME}", but got "${getBackend()}"`,
  );
}
