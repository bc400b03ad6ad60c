import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { EngineError } from '../engine-error.ts';

type Two<T> = (a: TensorInfo, b: TensorInfo) => T;

/** By backend: what is known of each feature, whether TensorFlow can do it. */
const known = new WeakMap<TensorFlowBackend, Map<string, boolean>>();

/**
 * Does natively what one TensorFlow can and another refuses, and composes it of other ops where it is refused.
 *
 * What the CPU can depends on oneDNN, which x86 builds have and others have not; it is remembered by `feature`. While ops are
 * recorded none is refused, so that a feature that is not known is tried on zeros first.
 */
export function nativeOrComposed(
  backend: TensorFlowBackend,
  feature: string,
  [a, b]: readonly [a: TensorInfo, b: TensorInfo],
  native: Two<TensorInfo>,
  composed: Two<TensorInfo>,
): TensorInfo {
  const features = known.get(backend) ?? new Map<string, boolean>();
  known.set(backend, features);
  if (backend.recording && !features.has(feature))
    backend.unrecorded(() => {
      const zeros = ({ shape, dtype }: TensorInfo): TensorInfo =>
        backend.run1('Fill', [backend.int32(shape), backend.constant(0, dtype)]);
      nativeOrComposed(backend, feature, [zeros(a), zeros(b)], native, composed);
    });
  if (features.get(feature) === false) return composed(a, b);
  try {
    const result = native(a, b);
    features.set(feature, true);
    return result;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'OUT_OF_MEMORY') throw error;
    const result = composed(a, b);
    features.set(feature, false);
    return result;
  }
}
