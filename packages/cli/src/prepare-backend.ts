import { env, findBackendFactory, scalar, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { BackendChoice } from './backend-choice.ts';

/** How the packages behind the backends are imported; tests stand in for them. Each import registers its backend. */
export interface BackendPackages {
  /** Prepares TensorFlow's library. */
  readonly tensorflow: () => Promise<Record<string, string>>;
  /** Imports tfjs's WebAssembly backend and the kernels that it lacks; returns its version. */
  readonly wasm: () => Promise<string>;
  /** Imports tfjs's backend in plain JavaScript; returns its version. */
  readonly cpu: () => Promise<string>;
}

/** The user's packages: the CLI brings none of tfjs's backends. */
const PACKAGES: BackendPackages = {
  tensorflow: async () => await (await import('./prepare-engine.ts')).prepareEngine(),
  wasm: async () => {
    const { version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
    await import('@skipjack/wasm');
    return version;
  },
  cpu: async () => (await import('@tensorflow/tfjs-backend-cpu')).version_cpu,
};

/**
 * Loads what was chosen and makes it the backend of TensorFlow.js. Nothing else is tried: who chooses a backend gets it.
 *
 * @param backend - The choice.
 * @param packages - How the packages are imported.
 * @returns Versions of what was loaded, by name.
 * @throws Error with the command that installs the package, or the engine's own error.
 */
export async function prepareBackend(
  backend: BackendChoice,
  packages: BackendPackages = PACKAGES,
): Promise<Record<string, string>> {
  if (backend === 'tensorflow') return await packages.tensorflow();
  const name = `@tensorflow/tfjs-backend-${backend}`;
  let version: string;
  try {
    version = await packages[backend]();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new Error(
      `--backend ${backend} needs the package ${name}, which is not installed; run \`npm install ${name}@${version_core}\`.`,
      { cause: error },
    );
  }
  // It is not registered where the package has another copy of tfjs-core.
  if (findBackendFactory(backend) == null || !(await setBackend(backend))) {
    throw new Error(
      `TensorFlow.js ${version_core} could not use the backend ${backend} of ${name} ${version}; install the same version of both: \`npm install @tensorflow/tfjs-core@${version_core} ${name}@${version_core}\`.`,
    );
  }
  if (backend === 'cpu') withoutAdvertisement(() => scalar(0).dispose());
  return { [name]: version };
}

function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
    error.message.includes(name)
  );
}

/** At its first tensor the cpu backend recommends tfjs-node, unless TensorFlow.js is in production mode. */
function withoutAdvertisement(firstTensor: () => void): void {
  const before = env().getBool('PROD');
  env().set('PROD', true);
  try {
    firstTensor();
  } finally {
    env().set('PROD', before);
  }
}
