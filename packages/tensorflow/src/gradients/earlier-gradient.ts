import { getBackend, type GradConfig, type GradFunc } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/**
 * The gradient that a kernel had before `ours` took its place, for the calls that ours leaves to it.
 *
 * @param ours - the gradient that is registered now
 * @param theirs - the one before it
 * @throws EngineError when it is called and there was none.
 */
export function earlierGradient(ours: GradConfig, theirs: GradConfig | undefined): GradFunc {
  return (dy, saved, attrs) => {
    const compute = theirs?.gradFunc;
    // A place that tfjs-layers was to fill, and has no gradient for, answers what is registered now.
    if (compute && compute !== ours.gradFunc) return compute(dy, saved, attrs);
    throw new EngineError(
      'INVALID_ARGUMENT',
      `The backend '${getBackend()}' has no gradient of ${ours.kernelName}; setBackend('tensorflow'), or import @tensorflow/tfjs-layers, which registers tfjs's own gradients.`,
    );
  };
}
