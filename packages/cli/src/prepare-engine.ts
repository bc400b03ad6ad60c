import { configureEngine, EngineError, engineVersion } from '@skipjack/tensorflow';
import { setBackend } from '@tensorflow/tfjs-core';

/**
 * Loads the engine and makes it the backend of TensorFlow.js. May be called again, and after a program's own tensors.
 *
 * @returns The version of TensorFlow by that name.
 * @throws EngineError when no library can be loaded, or TensorFlow.js cannot use it.
 */
export async function prepareEngine(): Promise<Record<string, string>> {
  askForDeterminism();
  // First of all: it says what is wrong with the library, where setBackend would only say that something is.
  const tensorflow = engineVersion();
  if (!(await setBackend('tensorflow'))) {
    throw new EngineError(
      'NATIVE_FAILURE',
      'TensorFlow.js could not use the backend tensorflow; run `skipjack doctor` for the reason.',
    );
  }
  return { tensorflow };
}

/** The same seed, the same bits: no op may take a shortcut that depends on chance. An engine that is loaded already stays as it is. */
function askForDeterminism(): void {
  try {
    configureEngine({ deterministic: true });
  } catch (error) {
    // The one reason for this call: the engine is loaded, by an earlier command or by the program's first tensor.
    if (!(error instanceof EngineError) || error.code !== 'INVALID_ARGUMENT') throw error;
  }
}
