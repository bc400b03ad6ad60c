import type { TensorFlowBackend } from '../backend.ts';
import { EngineError } from '../engine-error.ts';

const refused = new WeakMap<TensorFlowBackend, Set<string>>();

/**
 * Does natively what one TensorFlow can and another refuses, and composes it of other ops where it is refused.
 *
 * What the CPU can depends on oneDNN, which x86 builds have and others have not; a refusal is remembered by `feature`.
 */
export function nativeOrComposed<T>(
  backend: TensorFlowBackend,
  feature: string,
  native: () => T,
  composed: () => T,
): T {
  const known = refused.get(backend) ?? new Set();
  if (known.has(feature)) return composed();
  try {
    return native();
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'OUT_OF_MEMORY') throw error;
    const result = composed();
    refused.set(backend, known.add(feature));
    return result;
  }
}
