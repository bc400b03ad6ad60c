import { configureEngine, EngineError, engineVersion } from '@skipjack/tensorflow';
import { setBackend } from '@tensorflow/tfjs-core';
import { TIMES_SLOWER } from './backend-choice.ts';

/**
 * Loads the engine and makes it the backend of TensorFlow.js. May be called again, and after a program's own tensors.
 *
 * @returns The version of TensorFlow by that name.
 * @throws EngineError when no library can be loaded, or TensorFlow.js cannot use it.
 */
export async function prepareEngine(): Promise<Record<string, string>> {
  askForDeterminism();
  // First of all: it says what is wrong with the library, where setBackend would only say that something is.
  const tensorflow = versionOrAlternative();
  if (!(await setBackend('tensorflow'))) {
    throw new EngineError(
      'NATIVE_FAILURE',
      'TensorFlow.js could not use the backend tensorflow; run `skipjack doctor` for the reason.',
    );
  }
  return { tensorflow };
}

/** What keeps the library from being loaded; another backend does not need it. */
const WITHOUT_LIBRARY: readonly string[] = [
  'LIBRARY_NOT_FOUND',
  'LIBRARY_DAMAGED',
  'UNSUPPORTED_PLATFORM',
  'NATIVE_FAILURE',
];

/** The engine's version. An error that there is none names, after the engine's own remedy, the way without it. */
function versionOrAlternative(): string {
  try {
    return engineVersion();
  } catch (error) {
    if (!(error instanceof EngineError) || !WITHOUT_LIBRARY.includes(error.code)) throw error;
    throw new EngineError(error.code, withAlternative(error.message), { cause: error });
  }
}

/**
 * Adds the way to train without TensorFlow's library to a sentence.
 *
 * @param message - What is wrong with the library, and the remedy.
 * @returns The same with the alternative after it.
 */
export function withAlternative(message: string): string {
  return `${message.replace(/\.$/, '')}; or train without the library, about ${TIMES_SLOWER.wasm} times slower: --backend wasm.`;
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
