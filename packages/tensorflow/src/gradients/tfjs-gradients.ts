import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  getGradient,
  registerGradient,
  unregisterGradient,
  type GradConfig,
  type GradFunc,
} from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

const PACKAGE = '@tensorflow/tfjs-layers';

/** A kernel whose gradient tfjs itself has: once it is registered, all are. */
const WITNESS = 'Identity';

/** Loads the package that registers tfjs's gradients. @throws when it is not installed */
export type LoadGradients = () => void;

/**
 * tfjs-core has the gradients of its ops, and in Node nothing registers them but the import of tfjs-layers. So that
 * `tf.grad` works without that import, tfjs-layers is loaded when a gradient is asked for first: then these places are
 * filled, or empty where tfjs has no gradient.
 */
class PromisedGradient implements GradConfig {
  readonly kernelName: string;
  readonly #filled: (kernelName: string) => GradConfig | undefined;

  constructor(kernelName: string, filled: (kernelName: string) => GradConfig | undefined) {
    this.kernelName = kernelName;
    this.#filled = filled;
  }

  get inputsToSave(): string[] {
    return this.#filled(this.kernelName)?.inputsToSave ?? [];
  }

  get saveAllInputs(): boolean {
    return this.#filled(this.kernelName)?.saveAllInputs ?? false;
  }

  get outputsToSave(): boolean[] {
    return this.#filled(this.kernelName)?.outputsToSave ?? [];
  }

  get gradFunc(): GradFunc {
    // tfjs takes no gradient for one that cannot be computed, and its type does not say so.
    return this.#filled(this.kernelName)?.gradFunc as GradFunc;
  }
}

/** Where tfjs-layers is installed: beside this package, or in the working folder's project. */
function loadLayers(): void {
  const places = [import.meta.url, join(process.cwd(), 'package.json')];
  let reason: unknown;
  for (const place of places)
    try {
      createRequire(place)(PACKAGE);
      return;
    } catch (error) {
      reason ??= error;
    }
  throw reason;
}

/** Takes the places of the gradients of kernels that have none yet. */
export function promiseTfjsGradients(kernelNames: readonly string[], load: LoadGradients = loadLayers): void {
  const promised = new Map<string, GradConfig>();
  let missing: EngineError | undefined;
  let loaded = false;

  const fill = (): void => {
    loaded = true;
    const already = getGradient(WITNESS) !== promised.get(WITNESS);
    for (const [name, config] of promised) if (getGradient(name) === config) unregisterGradient(name);
    if (already) return;
    try {
      load();
    } catch (cause) {
      missing = new EngineError(
        'INVALID_ARGUMENT',
        `A gradient was asked for, and ${PACKAGE}, which registers TensorFlow.js's gradients, is not installed; install it beside @tensorflow/tfjs-core.`,
        { cause },
      );
      // Each of them tells it, wherever the way back begins.
      for (const config of promised.values()) if (!getGradient(config.kernelName)) registerGradient(config);
    }
  };
  const filled = (kernelName: string): GradConfig | undefined => {
    if (!loaded) fill();
    const known = getGradient(kernelName);
    if (!missing) return known === promised.get(kernelName) ? undefined : known;
    // Also where there is one now: it may be ours, which leaves this call to what was here before.
    const error = missing;
    return {
      kernelName,
      gradFunc: () => {
        throw error;
      },
    };
  };
  for (const kernelName of kernelNames)
    if (!getGradient(kernelName)) {
      const config = new PromisedGradient(kernelName, filled);
      promised.set(kernelName, config);
      registerGradient(config);
    }
}
